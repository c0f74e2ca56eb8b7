using System.Reflection;
using System.Runtime.Loader;

namespace Mpire.Tests.Plugins;

/// <summary>A load context as programs with plugins write them: the plugin's own assemblies before the program's, but for what they share.</summary>
internal sealed class PluginContext(PluginFolder folder, bool isCollectible = false) : AssemblyLoadContext("plugin", isCollectible)
{
    public IPlugin Load() => (IPlugin)Activator.CreateInstance(LoadFromAssemblyPath(folder.Main).GetType("Plugin", true)!)!;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == typeof(IPlugin).Assembly.GetName().Name) return null;
        string[] files = [folder.FileIn(assemblyName.Name + ".dll"), folder.FileIn("lib", assemblyName.Name + ".dll")];
        return Array.Find(files, File.Exists) is { } file ? LoadFromAssemblyPath(file) : null;
    }
}
