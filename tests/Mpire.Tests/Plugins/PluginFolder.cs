using Mpire.Tests.Starting;

namespace Mpire.Tests.Plugins;

/// <summary>A folder with a plugin and the version of its dependency that it brings; compiled once for each version.</summary>
internal sealed class PluginFolder : IDisposable
{
    private const string Dependency =
        """
        [assembly: System.Reflection.AssemblyVersion("VERSION.0.0.0")]
        namespace Dep;
        public static class Library
        {
            public static string Text => "VERSION";
        }
        """;

    private const string Source =
        """
        using System;
        using Mpire.Tests.Plugins;

        [assembly: System.Reflection.AssemblyVersion("1.VERSION.0.0")]

        public sealed record Item(string Text) : ITold
        {
            public string Tell() => Text + " " + Dep.Library.Text;
        }

        public sealed class PluginException(string message) : Exception(message);

        public sealed class Plugin : IPlugin
        {
            private readonly Item _item = new("own");

            public Func<int, string> Function => static x => x + " " + Dep.Library.Text;

            public Func<int, ITold> Making => static x => new Item("made");

            public Func<int, string> Failing => static x => throw new PluginException("failed " + Dep.Library.Text);

            public ITold Item => new Item("item");

            public Func<int, string> Capturing
            {
                get
                {
                    var item = new Item("captured");
                    return x => item.Tell();
                }
            }

            public string Tell() => _item.Tell();
        }
        """;

    private const string Notes =
        """
        {
          "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" },
          "targets": {
            ".NETCoreApp,Version=v10.0": {
              "Plugin/1.0.0": { "dependencies": { "Dep": "1.0.0" }, "runtime": { "Plugin.dll": {} } },
              "Dep/1.0.0": { "runtime": { "Dep.dll": {} } }
            }
          },
          "libraries": {
            "Plugin/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
            "Dep/1.0.0": { "type": "reference", "serviceable": false, "sha512": "" }
          }
        }
        """;

    private static readonly Lock Gate = new();
    private static readonly string CompiledOnes = Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>Puts a plugin together.</summary>
    /// <param name="version">That of the dependency.</param>
    /// <param name="below">The folder in the plugin's that the dependency lies in.</param>
    /// <param name="hasNotes">Whether the plugin says what it needs, in its .deps.json.</param>
    public PluginFolder(int version, string below = "", bool hasNotes = false)
    {
        var compiled = Compile(version);
        File.Copy(Path.Combine(compiled, "Plugin.dll"), FileIn("Plugin.dll"));
        Directory.CreateDirectory(Path.Combine(Folder, below));
        File.Copy(Path.Combine(compiled, "Dep.dll"), FileIn(below, "Dep.dll"));
        if (hasNotes) File.WriteAllText(FileIn("Plugin.deps.json"), Notes);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("mpire plugin ").FullName;

    public string Main => FileIn("Plugin.dll");

    /// <summary>Compiles what the tests need, if no process has done so since this library was built.</summary>
    public static void Compile()
    {
        Compile(1);
        Compile(2);
    }

    /// <summary>Puts the files of another version in the place of these, as an installer does: loaded ones go on as they are.</summary>
    public void Replace(string name, int version)
    {
        File.Delete(FileIn(name));
        File.Copy(Path.Combine(Compile(version), name), FileIn(name));
    }

    public string FileIn(params string[] parts) => Path.Combine([Folder, .. parts]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Compile(int version)
    {
        lock (Gate)
        {
            var library = typeof(IPlugin).Assembly.Location;
            var folder = Path.Combine(CompiledOnes, $"{version} of {File.GetLastWriteTimeUtc(library).Ticks}");
            if (Directory.Exists(folder)) return folder;

            // Another process sees all of it or nothing. Those of former builds go.
            foreach (var old in Directory.Exists(CompiledOnes) ? Directory.GetDirectories(CompiledOnes, $"{version} of *") : [])
            {
                if (!old.StartsWith(folder, StringComparison.Ordinal)) Directory.Delete(old, recursive: true);
            }

            var place = Directory.CreateDirectory(folder + $" by {Environment.ProcessId}").FullName;
            Compile(place, "Dep", Dependency, version, []);
            Compile(place, "Plugin", Source, version, [Path.Combine(place, "Dep.dll"), library]);
            try
            {
                Directory.Move(place, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                // Another process was quicker.
                Directory.Delete(place, recursive: true);
            }

            return folder;
        }
    }

    private static void Compile(string folder, string name, string source, int version, string[] references)
    {
        var file = Path.Combine(folder, name + ".txt"); // no source of this project's
        File.WriteAllText(file, source.Replace("VERSION", $"{version}", StringComparison.Ordinal));
        Sdk.CompileLibrary(Path.Combine(folder, name + ".dll"), file, references);
    }
}
