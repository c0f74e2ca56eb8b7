using System.Reflection;

namespace Mpire.Tests.Starting;

/// <summary>The compilers that the tests were built with.</summary>
internal static class Sdk
{
    private static readonly string Folder =
        typeof(Sdk).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "Compilers").Value!;

    /// <summary>Compiles C# to a library.</summary>
    public static void CompileLibrary(string target, string source, IEnumerable<string> references) =>
        Run(["exec", Path.Combine(Folder, "Roslyn", "bincore", "csc.dll"), "-nologo", "-target:library", "-deterministic", "-langversion:latest", "-nostdlib", "-out:" + target, source, .. Referring(references)]);

    /// <summary>Compiles F# to a program.</summary>
    public static void CompileFSharpProgram(string target, string source, IEnumerable<string> references) =>
        Run(["exec", Path.Combine(Folder, "FSharp", "fsc.dll"), "--nologo", "--noframework", "--targetprofile:netcore", "--target:exe", "-o:" + target, source, .. Referring(references)]);

    private static IEnumerable<string> Referring(IEnumerable<string> references)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return Directory.GetFiles(framework, "System*.dll").Where(static dll => !dll.Contains("Native", StringComparison.Ordinal))
            .Append(Path.Combine(framework, "netstandard.dll")).Append(Path.Combine(framework, "mscorlib.dll")).Concat(references).Select(static dll => "-r:" + dll);
    }

    private static void Run(string[] arguments)
    {
        var built = HostProgram.Run("dotnet", arguments);
        Assert.True(built.ExitCode == 0, built.Output + built.Errors);
    }
}
