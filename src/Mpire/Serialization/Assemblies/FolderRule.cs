using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Mpire.Serialization;

/// <summary>
/// Where a mirrored load context looks for an assembly: as the notes of the assembly that it was made for say, else in its folder. Both sides know it, so that
/// the sender tells only what differs from it.
/// </summary>
/// <param name="root">The file of the assembly that the context was made for.</param>
internal sealed class FolderRule(string root)
{
    private readonly string _folder = Path.GetDirectoryName(root) ?? "";
    private readonly AssemblyDependencyResolver? _notes = ReadNotes(root);

    /// <summary>The file of an assembly; <see langword="null"/> if the rule knows none.</summary>
    public string? FileOf(AssemblyName name)
    {
        if (_notes?.ResolveAssemblyToPath(name) is { } noted) return noted;
        string beside = Path.Combine(_folder, name.CultureName ?? "", name.Name + ".dll");
        return File.Exists(beside) ? beside : null;
    }

    /// <summary>The file of a native library; <see langword="null"/> if the rule knows none.</summary>
    public string? NativeFileOf(string name)
    {
        if (_notes?.ResolveUnmanagedDllToPath(name) is { } noted) return noted;
        string ending = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        string[] forms = [name, name + ending, "lib" + name + ending];
        foreach (string form in forms)
        {
            foreach (string folder in (string[])[_folder, Path.Combine(_folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")])
            {
                string file = Path.Combine(folder, form);
                if (File.Exists(file)) return file;
            }
        }

        return null;
    }

    /// <summary>Whether an assembly has notes on what it needs.</summary>
    public static bool HasNotes(string file) => File.Exists(Path.ChangeExtension(file, ".deps.json"));

    private static AssemblyDependencyResolver? ReadNotes(string root)
    {
        if (!HasNotes(root)) return null;
        try
        {
            return new AssemblyDependencyResolver(root);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IOException or DllNotFoundException or EntryPointNotFoundException)
        {
            // Notes that cannot be read, or a host without the part that reads them: the folder is left.
            return null;
        }
    }
}
