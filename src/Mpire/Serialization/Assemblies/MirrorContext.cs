using System.Reflection;
using System.Runtime.Loader;

namespace Mpire.Serialization;

/// <summary>Stands for a load context of the sending process, a plugin's for example: finds the assemblies that the other one has found.</summary>
internal sealed class MirrorContext(FolderRule rule, string name) : AssemblyLoadContext(name)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _found = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Neighbour> _told = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes note of what the other context has found.</summary>
    /// <returns>Those of it that were not found here yet.</returns>
    public List<Neighbour> Learn(Neighbour[] neighbours)
    {
        var found = new List<Neighbour>();
        lock (_gate)
        {
            foreach (Neighbour neighbour in neighbours)
            {
                _told[neighbour.Name] = neighbour;
                if (neighbour.Origin != Neighbour.From.Default && !_found.Contains(neighbour.Name)) found.Add(neighbour);
            }
        }

        return found;
    }

    /// <summary>Takes note that one was found here.</summary>
    public void Confirm(Neighbour neighbour)
    {
        lock (_gate) _found.Add(neighbour.Name);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        Neighbour? told;
        lock (_gate)
        {
            _ = _told.TryGetValue(assemblyName.Name ?? "", out told);
        }

        if (told?.Origin == Neighbour.From.Default) return null;
        string? file = told?.Origin == Neighbour.From.File ? told.File : rule.FileOf(assemblyName);
        if (told is null) return file is null ? null : LoadFromAssemblyPath(file);
        if (file is null || !File.Exists(file)) throw Builds.Missing(told.FullName, file);
        Assembly assembly = LoadFromAssemblyPath(file);
        return assembly.ManifestModule.ModuleVersionId == told.Build ? assembly : throw Builds.Differ(told.FullName, told.Build, assembly);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        rule.NativeFileOf(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : 0;
}
