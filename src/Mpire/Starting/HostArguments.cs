namespace Mpire.Starting;

/// <summary>Knows which arguments of the <c>dotnet</c> host are files, so that a command line still means the same after the current directory
/// has changed. An apphost's arguments are all the program's own.</summary>
internal static class HostArguments
{
    private static readonly string[] FileOptions = ["--depsfile", "--runtimeconfig", "--additionalprobingpath", "--additional-deps"];
    private static readonly string[] OtherOptions = ["--roll-forward", "--fx-version", "--roll-forward-on-no-candidate-fx"];

    /// <summary>Replaces relative files by absolute ones.</summary>
    /// <param name="arguments">All of argv.</param>
    /// <param name="executable">The file that runs.</param>
    /// <param name="entryFile">The program's main assembly as it was loaded; empty or <see langword="null"/> if not known.</param>
    /// <returns><see langword="null"/> if a file cannot be found any more.</returns>
    public static IReadOnlyList<string>? TryMakeAbsolute(IReadOnlyList<string> arguments, string executable, string? entryFile)
    {
        if (!Path.GetFileNameWithoutExtension(executable.AsSpan()).Equals("dotnet", StringComparison.OrdinalIgnoreCase)) return arguments;
        string[] result = [.. arguments];
        var i = 1;
        if (i < result.Length && result[i] == "exec") i++;
        while (i < result.Length && result[i].StartsWith('-'))
        {
            var isFile = FileOptions.AsSpan().Contains(result[i]);
            var takesValue = isFile || OtherOptions.AsSpan().Contains(result[i]);
            i++;
            if (!takesValue || i >= result.Length) continue;
            if (isFile)
            {
                if (Locate(result[i]) is not { } file) return null;
                result[i] = file;
            }

            i++;
        }

        // The program file itself: the runtime knows which one it loaded, whatever the current directory was then.
        if (i >= result.Length || Path.IsPathFullyQualified(result[i])) return result;
        if (string.IsNullOrEmpty(entryFile)) return null;
        result[i] = entryFile;
        return result;
    }

    // The shell's PWD is the best memory there is of the directory in which a program was started.
    private static string? Locate(string file)
    {
        if (Path.IsPathFullyQualified(file)) return file;
        if (Path.Exists(file)) return Path.GetFullPath(file);
        var first = Environment.GetEnvironmentVariable("PWD");
        if (string.IsNullOrEmpty(first) || !Path.IsPathFullyQualified(first)) return null;
        var remembered = Path.Combine(first, file);
        return Path.Exists(remembered) ? remembered : null;
    }
}
