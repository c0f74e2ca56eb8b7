using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Mpire.Interop;

namespace Mpire.Starting;

/// <summary>How this very program is run again, and how its copy is entered.</summary>
/// <param name="Path">The executable: an apphost or the <c>dotnet</c> host.</param>
/// <param name="Arguments">All of argv, the first included, with relative program files made absolute.</param>
/// <param name="Hook">What the copy's <c>DOTNET_STARTUP_HOOKS</c> must name.</param>
internal sealed record ProgramCommand(string Path, IReadOnlyList<string> Arguments, string Hook)
{
    private static ProgramCommand? _found;

    /// <summary>How many of its copies come to life at one time; see <see cref="IWorkerStarter.MostBirths"/>.</summary>
    public static int MostBirths => 2 * Environment.ProcessorCount;

    /// <summary>Finds out once.</summary>
    /// <returns>Why this program cannot be run again, or <see langword="null"/>.</returns>
    public static StartMethodNotSupportedException? Find(out ProgramCommand? command)
    {
        command = _found;
        if (command is not null) return null;
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            return Refuse(
                "The program was compiled ahead of time or is set up for it (PublishAot, the default of file-based programs), which leaves no runtime "
                + "that could load a worker's code.",
                "Set <PublishAot>false</PublishAot> in the project file, '#:property PublishAot=false' in a file-based program, or choose "
                + "StartMethod.Threading.");
        }

        if (AppContext.TryGetSwitch("System.StartupHookProvider.IsSupported", out var supported) && !supported)
        {
            return Refuse(
                "The program has startup hooks switched off, through which a worker is entered (trimming switches them off).",
                "Set <StartupHookSupport>true</StartupHookSupport> in the project file, or choose StartMethod.Threading.");
        }

        if (Environment.ProcessPath is not { } path)
            return Refuse("The operating system does not tell which file this process runs.", "Choose StartMethod.Threading.");

        // Known in a worker too: the runtime sets it before it calls the hooks.
        var entry = Assembly.GetEntryAssembly();
        if (entry is null || IsForeignHost(path))
        {
            return Refuse(
                $"The program runs inside the native host '{System.IO.Path.GetFileName(path)}', which cannot simply be run again.",
                "Run the code as a program of its own, or choose StartMethod.Threading.");
        }

        if (FindHook() is not { } hook)
        {
            return Refuse(
                "The Mpire assembly is neither among the program's own assemblies nor in a file from which a worker could load it.",
                "Reference the Mpire package in the program's project, or choose StartMethod.Threading.");
        }

        if (HostArguments.TryMakeAbsolute(CommandLine.Read(), path, FileOf(entry)) is not { } arguments)
        {
            return Refuse(
                "The program was started through a relative path, which no longer leads to it.",
                "Start it by its full path or by its own executable, or choose StartMethod.Threading.");
        }

        command = _found = new ProgramCommand(path, arguments, hook);
        return null;
    }

    // The name is enough, and independent of places, when the program lists the assembly as its own.
    private static string? FindHook()
    {
        var assembly = typeof(ProgramCommand).Assembly;
        var name = assembly.GetName().Name;
        if (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is string trusted)
        {
            foreach (var path in trusted.Split(System.IO.Path.PathSeparator))
            {
                if (System.IO.Path.GetFileNameWithoutExtension(path).Equals(name, StringComparison.OrdinalIgnoreCase)) return name;
            }
        }

        // Bundled into a single file: listed nowhere, without a file of its own, and found by name all the same.
        var location = FileOf(assembly);
        if (location.Length == 0 && AssemblyLoadContext.GetLoadContext(assembly) == AssemblyLoadContext.Default) return name;
        return location.Length > 0 && !location.Contains(System.IO.Path.PathSeparator, StringComparison.Ordinal) ? location : null;
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty location, when there is no file, is what is asked for.")]
    private static string FileOf(Assembly assembly) => assembly.Location;

    private static bool IsForeignHost(string path) =>
        System.IO.Path.GetFileNameWithoutExtension(path.AsSpan()) is var name
        && (name.Equals("w3wp", StringComparison.OrdinalIgnoreCase) || name.Equals("iisexpress", StringComparison.OrdinalIgnoreCase));

    private static StartMethodNotSupportedException Refuse(string reason, string remedy) => new(StartMethod.Spawn, reason, remedy);
}
