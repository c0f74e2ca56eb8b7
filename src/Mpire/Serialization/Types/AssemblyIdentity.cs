using System.Reflection;
using System.Runtime.Loader;

namespace Mpire.Serialization;

/// <summary>An assembly by name and build. A build that differs at the other end is an error, never a wrong type or a wrong call.</summary>
internal static class AssemblyIdentity
{
    private const int BuildSize = 16;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<Guid, Assembly> ByBuild = [];
    private static readonly List<string> ExtraFolders = [];
    private static string? _probed;

    /// <summary>Appends the assembly's build, name and, where the runtime would not find it by itself, its file.</summary>
    public static void Append(PayloadWriter writer, Assembly assembly, string what)
    {
        if (assembly.IsDynamic || assembly.IsCollectible)
        {
            throw new SerializationException(
                $"{what} cannot be sent to another process: its assembly '{assembly.GetName().Name}' was made at run time or is collectible, "
                + "so the other process cannot load it. Use code from an ordinary assembly.",
                offendingType: what);
        }

        Span<byte> build = stackalloc byte[BuildSize];
        _ = assembly.ManifestModule.ModuleVersionId.TryWriteBytes(build);
        writer.WriteBytes(build);
        writer.WriteString(assembly.FullName);
        string location = FileOf(assembly);
        writer.WriteString(IsProbed(location) ? "" : location);
    }

    /// <summary>Reads what <see cref="Append"/> wrote and loads the assembly if need be.</summary>
    public static Assembly Read(PayloadReader reader)
    {
        var build = new Guid(reader.ReadSpan(BuildSize));
        string name = reader.ReadString() ?? "";
        string file = reader.ReadString() ?? "";
        lock (Gate)
        {
            if (ByBuild.TryGetValue(build, out Assembly? known))
            {
                return known;
            }

            Assembly assembly = Find(build, name, file);
            ByBuild.Add(build, assembly);
            return assembly;
        }
    }

    private static Assembly Find(Guid build, string name, string file)
    {
        Assembly? sameName = null;
        Exception? cause = null;
        try
        {
            sameName = Assembly.Load(new AssemblyName(name));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ArgumentException)
        {
            cause = e;
        }

        if (sameName is not null && sameName.ManifestModule.ModuleVersionId == build)
        {
            return sameName;
        }

        foreach (Assembly loaded in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (!loaded.IsDynamic && loaded.ManifestModule.ModuleVersionId == build)
            {
                return loaded;
            }
        }

        if (sameName is null && file.Length > 0 && Path.IsPathFullyQualified(file) && File.Exists(file))
        {
            try
            {
                AddFolder(Path.GetDirectoryName(file)!); // a fully qualified file has a folder
                sameName = AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
                if (sameName.ManifestModule.ModuleVersionId == build)
                {
                    return sameName;
                }
            }
            catch (Exception e) when (e is IOException or BadImageFormatException)
            {
                cause = e;
            }
        }

        throw sameName is null
            ? new SerializationException($"The assembly '{name}' cannot be loaded in this process. Put it beside the program.", null, null, cause)
            : new SerializationException(
                $"The assembly '{name}' is another build in this process than in the one that sent it. Rebuild, and restart the program.");
    }

    // The neighbours of an assembly that was loaded by its path are found beside it, as in the sending process.
    private static void AddFolder(string folder)
    {
        if (ExtraFolders.Count == 0)
        {
            AssemblyLoadContext.Default.Resolving += static (context, name) =>
            {
                foreach (string extra in ExtraFolders)
                {
                    string candidate = Path.Combine(extra, name.Name + ".dll");
                    if (File.Exists(candidate))
                    {
                        return context.LoadFromAssemblyPath(candidate);
                    }
                }

                return null;
            };
        }

        if (!ExtraFolders.Contains(folder))
        {
            ExtraFolders.Add(folder);
        }
    }

    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage(
        "SingleFile", "IL3000", Justification = "An empty location in a single-file program is what is wanted: such assemblies are found by name.")]
    private static string FileOf(Assembly assembly) => assembly.Location;

    private static bool IsProbed(string location)
    {
        if (location.Length == 0)
        {
            return true;
        }

        _probed ??= Path.PathSeparator + (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "") + Path.PathSeparator;
        int at = _probed.IndexOf(location, StringComparison.Ordinal);
        return at > 0 && _probed[at - 1] == Path.PathSeparator && at + location.Length < _probed.Length
            && _probed[at + location.Length] == Path.PathSeparator;
    }
}
