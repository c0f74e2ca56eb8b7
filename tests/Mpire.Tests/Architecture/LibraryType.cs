namespace Mpire.Tests.Architecture;

/// <summary>One outermost type of the library.</summary>
internal sealed class LibraryType(string space, string name, bool isPublic)
{
    public string Namespace => space;

    public string FullName => space.Length == 0 ? name : $"{space}.{name}";

    public bool IsPublic => isPublic;

    /// <summary>The folders of its source files, directly under the library's own.</summary>
    public SortedSet<string> Folders { get; } = new(StringComparer.Ordinal);

    /// <summary>The other types of the library that it names anywhere.</summary>
    public HashSet<LibraryType> Uses { get; } = [];

    /// <summary>The native functions it declares.</summary>
    public List<string> NativeMethods { get; } = [];

    /// <summary>The room, where there is exactly one.</summary>
    public string Room => Folders.Count == 1 ? Folders.Min! : $"({string.Join(" and ", Folders)})";

    public override string ToString() => $"{FullName} in {Room}";
}
