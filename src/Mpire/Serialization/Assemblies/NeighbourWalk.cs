using System.Reflection;
using System.Runtime.Loader;

namespace Mpire.Serialization;

/// <summary>
/// Asks a load context for all that an assembly needs in it, before its code does: another process must find the same, and only this context knows which
/// assemblies are its own and which it shares with the program.
/// </summary>
internal sealed class NeighbourWalk(AssemblyLoadContext context, FolderRule rule)
{
    private readonly Queue<Assembly> _ahead = new();
    private readonly HashSet<string> _met = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Neighbour> _found = [];

    /// <summary>The assembly itself, all that it reaches in its context, and what it shares although the context's folder has it too.</summary>
    /// <exception cref="SerializationException">One of them has no file, or lies in a third context.</exception>
    public List<Neighbour> From(Assembly assembly)
    {
        _ = _met.Add(assembly.GetName().Name ?? "");
        _ahead.Enqueue(assembly);
        while (_ahead.TryDequeue(out Assembly? next))
        {
            string file = AssemblyIdentity.NeedFile(next, null);
            if (!File.Exists(file)) throw Builds.Missing(next.GetName(), file);
            _found.Add(Neighbour.InContext(next, file, rule));
            foreach (AssemblyName reference in next.GetReferencedAssemblies())
            {
                if (_met.Add(reference.Name ?? "") && Find(reference) is { } needed) Meet(next, needed, reference);
            }
        }

        return _found;
    }

    private void Meet(Assembly by, Assembly needed, AssemblyName reference)
    {
        AssemblyLoadContext? home = AssemblyLoadContext.GetLoadContext(needed);
        if (home == AssemblyLoadContext.Default || needed == typeof(NeighbourWalk).Assembly)
        {
            if (rule.FileOf(reference) is not null) _found.Add(Neighbour.Shared(reference));
        }
        else if (home == context)
        {
            _ahead.Enqueue(needed);
        }
        else
        {
            throw new SerializationException(
                $"The assembly '{by.GetName().Name}' of the load context '{context.Name}' cannot be sent to another process: it needs '{reference.Name}' of a third one, "
                + $"'{home?.Name}'. Load both in one context, or the shared one in the default context, or use StartMethod.Threading.");
        }
    }

    // The context runs code of the program, and what is not needed may be missing.
    private Assembly? Find(AssemblyName name)
    {
        try
        {
            return context.LoadFromAssemblyName(name);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }
}
