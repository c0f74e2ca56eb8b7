using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Mpire.Serialization;

/// <summary>A load context other than the default one, as processes name it to each other, with what the assembly that is sent needs in it.</summary>
internal sealed class LoadPlace
{
    private const int MostNeighbours = 10_000;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<Guid, WeakReference<AssemblyLoadContext>> Contexts = [];
    private static readonly ConditionalWeakTable<AssemblyLoadContext, LoadPlace> Known = [];

    private readonly ConditionalWeakTable<Assembly, Neighbour[]> _neighbours = [];
    private readonly Guid _id;
    private readonly string _root;
    private readonly FolderRule _rule;

    private LoadPlace(Guid id, string root)
    {
        (_id, _root) = (id, root);
        _rule = new FolderRule(root);
    }

    /// <summary>Appends the place of an assembly: its context, and the assemblies that it reaches there.</summary>
    /// <exception cref="SerializationException">One of them cannot be found by another process.</exception>
    public static void Append(PayloadWriter writer, Assembly assembly, string file, AssemblyLoadContext context)
    {
        LoadPlace place = Of(context, file);
        if (!place._neighbours.TryGetValue(assembly, out Neighbour[]? neighbours))
        {
            neighbours = [.. new NeighbourWalk(context, place._rule).From(assembly)];
            place._neighbours.AddOrUpdate(assembly, neighbours);
        }

        Span<byte> id = stackalloc byte[16];
        _ = place._id.TryWriteBytes(id);
        writer.WriteBytes(id);
        writer.WriteString(place._root);
        writer.WriteString(file);
        writer.WriteVarUInt((ulong)neighbours.Length);
        foreach (Neighbour neighbour in neighbours) neighbour.Append(writer);
    }

    /// <summary>Reads what <see cref="Append"/> wrote, and finds the assembly in the context that is meant.</summary>
    /// <exception cref="SerializationException">It is not there, or is another build.</exception>
    public static Assembly Read(PayloadReader reader, Guid build, AssemblyName name)
    {
        var id = new Guid(reader.ReadSpan(16));
        string root = reader.ReadString() ?? "";
        string file = reader.ReadString() ?? "";
        var neighbours = new Neighbour[reader.ReadCount()];
        if (neighbours.Length > MostNeighbours) PayloadReader.ThrowDamaged("an assembly needs too many others");
        for (int i = 0; i < neighbours.Length; i++) neighbours[i] = Neighbour.Read(reader);
        if (!Path.IsPathFullyQualified(root)) PayloadReader.ThrowDamaged("an assembly's place is not a file");
        AssemblyLoadContext context;
        lock (Gate)
        {
            if (!Contexts.TryGetValue(id, out WeakReference<AssemblyLoadContext>? known) || !known.TryGetTarget(out context!))
            {
                if (OfTheProgram(build, file) is { } assembly) return assembly;
                var place = new LoadPlace(id, root);
                context = new MirrorContext(place._rule, $"mirror of {root}");
                place.Enter(context);
            }
        }

        // All of them at once: later it would be a task that fails, in words of the runtime.
        if (context is MirrorContext mirror)
        {
            foreach (Neighbour neighbour in mirror.Learn(neighbours))
            {
                _ = Load(context, neighbour.FullName, neighbour.Build, neighbour.File);
                mirror.Confirm(neighbour);
            }
        }

        return Load(context, name, build, file);
    }

    private static LoadPlace Of(AssemblyLoadContext context, string file)
    {
        lock (Gate)
        {
            if (Known.TryGetValue(context, out LoadPlace? known)) return known;
            var place = new LoadPlace(Guid.NewGuid(), RootOf(context) ?? file);
            place.Enter(context);
            return place;
        }
    }

    // A plugin's context was made for its main assembly, which is the one with notes on what it needs.
    private static string? RootOf(AssemblyLoadContext context)
    {
        foreach (Assembly assembly in context.Assemblies)
        {
            if (!assembly.IsDynamic && Builds.FileOf(assembly) is { Length: > 0 } file && FolderRule.HasNotes(file)) return file;
        }

        return null;
    }

    // What the program has loaded in a context of its own is that one, if there is no doubt about which is meant.
    private static Assembly? OfTheProgram(Guid build, string file)
    {
        Assembly? found = null;
        foreach (AssemblyLoadContext context in AssemblyLoadContext.All)
        {
            if (context == AssemblyLoadContext.Default || context is MirrorContext) continue;
            foreach (Assembly assembly in context.Assemblies)
            {
                if (assembly.IsDynamic || assembly.ManifestModule.ModuleVersionId != build || Builds.FileOf(assembly) != file) continue;
                if (found is not null) return null;
                found = assembly;
            }
        }

        return found;
    }

    private static Assembly Load(AssemblyLoadContext context, AssemblyName name, Guid build, string file)
    {
        Assembly assembly;
        try
        {
            assembly = context.LoadFromAssemblyName(name);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            throw e.GetBaseException() as SerializationException ?? Builds.Missing(name, file, e);
        }

        return assembly.ManifestModule.ModuleVersionId == build ? assembly : throw Builds.Differ(name, build, assembly);
    }

    private void Enter(AssemblyLoadContext context)
    {
        Contexts[_id] = new WeakReference<AssemblyLoadContext>(context);
        Known.Add(context, this);
    }
}
