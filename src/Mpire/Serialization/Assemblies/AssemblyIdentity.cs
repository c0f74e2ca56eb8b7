using System.Reflection;
using System.Runtime.Loader;

namespace Mpire.Serialization;

/// <summary>
/// An assembly by name, build and, outside of the default load context, place. A build that differs at the other end is an error, never a wrong type or a
/// wrong call.
/// </summary>
internal static class AssemblyIdentity
{
    private const int BuildSize = 16;

    // In the place of a file.
    private const string InContext = "*";

    private static readonly Lock Gate = new();
    private static readonly Dictionary<Guid, Assembly> ByBuild = [];
    private static readonly List<string> ExtraFolders = [];
    private static string? _probed;

    /// <summary>Appends the assembly's build, name and, where the runtime would not find it by itself, its file or place.</summary>
    /// <exception cref="SerializationException">It exists in this process only.</exception>
    public static void Append(PayloadWriter writer, Assembly assembly, string what)
    {
        string file = NeedFile(assembly, what);
        Span<byte> build = stackalloc byte[BuildSize];
        _ = assembly.ManifestModule.ModuleVersionId.TryWriteBytes(build);
        writer.WriteBytes(build);
        writer.WriteString(assembly.FullName);

        // This library is everywhere, in whatever context the program has it.
        bool isOwn = assembly == typeof(AssemblyIdentity).Assembly;
        if (!isOwn && AssemblyLoadContext.GetLoadContext(assembly) is { } context && context != AssemblyLoadContext.Default)
        {
            writer.WriteString(InContext);
            LoadPlace.Append(writer, assembly, file, context);
        }
        else
        {
            writer.WriteString(isOwn || IsProbed(file) ? "" : file);
        }
    }

    /// <summary>Reads what <see cref="Append"/> wrote and loads the assembly if need be.</summary>
    /// <exception cref="SerializationException">It is not there, or is another build.</exception>
    public static Assembly Read(PayloadReader reader)
    {
        var build = new Guid(reader.ReadSpan(BuildSize));
        string name = reader.ReadString() ?? "";
        string file = reader.ReadString() ?? "";
        if (file == InContext) return LoadPlace.Read(reader, build, new AssemblyName(name));
        lock (Gate)
        {
            if (ByBuild.TryGetValue(build, out Assembly? known)) return known;
            Assembly assembly = Find(build, name, file);
            ByBuild.Add(build, assembly);
            return assembly;
        }
    }

    /// <summary>The file of an assembly that another process is to load; empty for what the runtime finds by name, in a bundle.</summary>
    /// <exception cref="SerializationException">It has none.</exception>
    public static string NeedFile(Assembly assembly, string? what)
    {
        string file = assembly.IsDynamic ? "" : Builds.FileOf(assembly);
        if (file.Length > 0) return file;
        string? reason = assembly.IsDynamic ? "was made at run time"
            : AssemblyLoadContext.GetLoadContext(assembly) != AssemblyLoadContext.Default || !IsBundle() ? "was loaded from bytes" : null;
        if (reason is null) return "";
        string name = assembly.GetName().Name ?? "";
        throw new SerializationException(
            $"{what ?? $"The assembly '{name}'"} cannot be sent to another process: its assembly '{name}' {reason}, so the other process cannot load it. "
            + "Save it to a file and load it with AssemblyLoadContext.LoadFromAssemblyPath, or use StartMethod.Threading.",
            offendingType: what);
    }

    private static Assembly Find(Guid build, string name, string file)
    {
        if (typeof(AssemblyIdentity).Assembly is var own && own.ManifestModule.ModuleVersionId == build) return own;
        var wanted = new AssemblyName(name);
        Assembly? sameName = null;
        Exception? cause = null;
        try
        {
            sameName = Assembly.Load(wanted);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ArgumentException)
        {
            cause = e;
        }

        if (sameName is not null && sameName.ManifestModule.ModuleVersionId == build) return sameName;
        foreach (Assembly loaded in AssemblyLoadContext.Default.Assemblies)
        {
            if (!loaded.IsDynamic && loaded.ManifestModule.ModuleVersionId == build) return loaded;
        }

        if (sameName is null && file.Length > 0 && Path.IsPathFullyQualified(file) && File.Exists(file))
        {
            try
            {
                AddFolder(Path.GetDirectoryName(file)!); // a fully qualified file has a folder
                sameName = AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
                if (sameName.ManifestModule.ModuleVersionId == build) return sameName;
            }
            catch (Exception e) when (e is IOException or BadImageFormatException)
            {
                cause = e;
            }
        }

        throw sameName is null ? Builds.Missing(wanted, file.Length == 0 ? null : file, cause) : Builds.Differ(wanted, build, sameName);
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
                    if (File.Exists(candidate)) return context.LoadFromAssemblyPath(candidate);
                }

                return null;
            };
        }

        if (!ExtraFolders.Contains(folder)) ExtraFolders.Add(folder);
    }

    // A program in one file has its assemblies in it, the first one too.
    private static bool IsBundle() => Builds.FileOf(Assembly.GetEntryAssembly() ?? typeof(AssemblyIdentity).Assembly).Length == 0;

    private static bool IsProbed(string location)
    {
        if (location.Length == 0) return true;
        _probed ??= Path.PathSeparator + (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "") + Path.PathSeparator;
        int at = _probed.IndexOf(location, StringComparison.Ordinal);
        return at > 0 && _probed[at - 1] == Path.PathSeparator && at + location.Length < _probed.Length
            && _probed[at + location.Length] == Path.PathSeparator;
    }
}
