using System.Reflection;

namespace Mpire.Serialization;

/// <summary>An assembly that another one needs, and where its load context finds it.</summary>
/// <param name="Name">Its simple name.</param>
/// <param name="Version">Its version; nothing for one of the default context.</param>
/// <param name="Origin">Where it is found.</param>
/// <param name="Build">The build that was found; nothing for one of the default context.</param>
/// <param name="File">Its file, where the rule does not say.</param>
internal sealed record Neighbour(string Name, string Version, Neighbour.From Origin, Guid Build, string File)
{
    /// <summary>Where an assembly is found.</summary>
    public enum From : byte
    {
        /// <summary>In the default context, although the context's folder has one too.</summary>
        Default,

        /// <summary>Where the rule says.</summary>
        Rule,

        /// <summary>In a file that the rule does not know.</summary>
        File,
    }

    /// <summary>The name to load it by.</summary>
    public AssemblyName FullName => new() { Name = Name, Version = System.Version.Parse(Version) };

    public static Neighbour InContext(Assembly assembly, string file, FolderRule rule)
    {
        AssemblyName name = assembly.GetName();
        bool isAsRuled = rule.FileOf(name) == file;
        return new Neighbour(name.Name ?? "", $"{name.Version}", isAsRuled ? From.Rule : From.File, assembly.ManifestModule.ModuleVersionId, isAsRuled ? "" : file);
    }

    public static Neighbour Shared(AssemblyName name) => new(name.Name ?? "", "", From.Default, Guid.Empty, "");

    public static Neighbour Read(PayloadReader reader)
    {
        string name = reader.ReadString() ?? "";
        var origin = (From)reader.ReadByte();
        return origin == From.Default
            ? new Neighbour(name, "", origin, Guid.Empty, "")
            : new Neighbour(name, reader.ReadString() ?? "", origin, new Guid(reader.ReadSpan(16)), origin == From.File ? reader.ReadString() ?? "" : "");
    }

    public void Append(PayloadWriter writer)
    {
        writer.WriteString(Name);
        writer.WriteByte((byte)Origin);
        if (Origin == From.Default) return;
        writer.WriteString(Version);
        Span<byte> build = stackalloc byte[16];
        _ = Build.TryWriteBytes(build);
        writer.WriteBytes(build);
        if (Origin == From.File) writer.WriteString(File);
    }
}
