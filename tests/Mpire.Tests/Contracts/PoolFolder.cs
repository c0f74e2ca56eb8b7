namespace Mpire.Tests.Contracts;

/// <summary>The folder for temporary files as the workers of these tests see it, so that what they leave there can be told from what others do.</summary>
internal static class PoolFolder
{
    private static readonly Lazy<string> Made = new(Make);

    /// <summary>Its path; empty but for what pools and workers put there.</summary>
    public static string Path => Made.Value;

    private static string Make()
    {
        var path = Directory.CreateTempSubdirectory("pools").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(path, recursive: true);
        Environment.SetEnvironmentVariable("TMPDIR", path);
        return path;
    }
}
