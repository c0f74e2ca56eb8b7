using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Mpire.Serialization;

/// <summary>What is said of assemblies that are not here as they are in the sending process.</summary>
internal static class Builds
{
    /// <summary>There is none.</summary>
    public static SerializationException Missing(AssemblyName name, string? file, Exception? cause = null) =>
        new(
            $"The assembly '{name.Name}', version {name.Version}, cannot be loaded in another process than the one that has it: "
            + (file is null
                ? "no file is known for it. Put it beside the program, or beside the assembly that needs it."
                : $"'{file}' is not there, or cannot be read. Put it back, or restart the program."),
            null,
            null,
            cause);

    /// <summary>There is another one.</summary>
    public static SerializationException Differ(AssemblyName sent, Guid build, Assembly here) =>
        new(
            $"The assembly '{sent.Name}' is another build in this process than in the one that sent it: here version {here.GetName().Version} "
            + $"({here.ManifestModule.ModuleVersionId:N}{Place(FileOf(here))}), there version {sent.Version} ({build:N}). Its file has changed since "
            + "the program loaded it: rebuild, and restart the program.");

    /// <summary>The file an assembly was loaded from; empty if it has none.</summary>
    [UnconditionalSuppressMessage(
        "SingleFile", "IL3000", Justification = "An empty location in a single-file program is what is wanted: such assemblies are found by name.")]
    public static string FileOf(Assembly assembly) => assembly.Location;

    private static string Place(string file) => file.Length == 0 ? "" : $", '{file}'";
}
