namespace Mpire.Tests.Contracts;

/// <summary>What a process has open.</summary>
internal static class OpenFiles
{
    /// <summary>What each of its descriptors is open on ("pipe:[12]", "/dev/null"); none where that cannot be told.</summary>
    /// <remarks>One that was closed between the listing and the look is left out, as the listing's own always is.</remarks>
    /// <param name="process">Its number, or "self".</param>
    public static IEnumerable<string> Of(string process = "self") => ByPath(process).Values;

    /// <summary>The same, with the entry of each.</summary>
    public static Dictionary<string, string> ByPath(string process = "self")
    {
        Dictionary<string, string> found = [];
        if (!OperatingSystem.IsLinux()) return found;
        try
        {
            foreach (var path in Directory.GetFileSystemEntries($"/proc/{process}/fd"))
            {
                // Null, and no exception, for what is gone.
                if (new FileInfo(path).LinkTarget is { } target) found.Add(path, target);
            }
        }
        catch (IOException)
        {
            // The whole process is gone.
        }

        return found;
    }
}
