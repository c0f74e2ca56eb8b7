using System.Diagnostics;

namespace Mpire.Tests.Lifecycle;

/// <summary>Lines that several processes write at a time, each to a file of its own: appending to one file, they would overwrite each other's.</summary>
internal static class Log
{
    public static string Create() => Directory.CreateTempSubdirectory("mpire tests ").FullName;

    public static void Add(string log, string line)
    {
        // Written elsewhere first, so that no reader sees an empty one.
        var name = $"{Stopwatch.GetTimestamp():D20} {Guid.NewGuid()}";
        var hidden = Path.Combine(log, "." + name);
        File.WriteAllText(hidden, line);
        File.Move(hidden, Path.Combine(log, name));
    }

    public static string[] Read(string log) =>
        [.. Directory.GetFiles(log).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal).Select(File.ReadAllText)];
}
