using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Mpire.Tests.Architecture;

/// <summary>
/// The compiled library as its rooms see it: each type with the folder of its source (public types all share one namespace, so only the PDB knows
/// their room), the types it names in signatures and method bodies, and its native methods. Nested types count as their outermost type.
/// </summary>
internal sealed class LibraryMap
{
    private const string SourceRoot = "/src/Mpire/";

    // Portable PDB: the documents of a type that has no method with statements, such as an interface or an enum.
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly MetadataReader _metadata;
    private readonly MetadataReader _symbols;
    private readonly Dictionary<TypeDefinitionHandle, LibraryType> _types = [];

    private LibraryMap(PEReader image, MetadataReader symbols)
    {
        _metadata = image.GetMetadataReader();
        _symbols = symbols;
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var owner = Outermost(handle);
            if (IsMadeByCompiler(owner))
                continue;
            if (!_types.TryGetValue(owner, out var type))
                _types.Add(owner, type = Describe(owner));
            type.Folders.UnionWith(FoldersOf(handle));
            new UseCollector(image, _metadata, used => Add(type, used)).Visit(handle);
            type.NativeMethods.AddRange(NativeMethodsOf(handle));
        }
    }

    /// <summary>The library's own types, without those that the compiler makes for itself.</summary>
    public IReadOnlyCollection<LibraryType> Types => _types.Values;

    /// <summary>Reads the library these tests run with.</summary>
    public static LibraryMap Read()
    {
        var path = typeof(MpireException).Assembly.Location;
        using var image = new PEReader(ImmutableArray.Create(File.ReadAllBytes(path)));
        using var symbols = MetadataReaderProvider.FromPortablePdbImage(
            ImmutableArray.Create(File.ReadAllBytes(Path.ChangeExtension(path, ".pdb"))));
        return new LibraryMap(image, symbols.GetMetadataReader());
    }

    private void Add(LibraryType user, TypeDefinitionHandle handle)
    {
        var owner = Outermost(handle);
        if (IsMadeByCompiler(owner))
            return;
        if (!_types.TryGetValue(owner, out var used))
            _types.Add(owner, used = Describe(owner));
        if (used != user)
            user.Uses.Add(used);
    }

    private LibraryType Describe(TypeDefinitionHandle handle)
    {
        var definition = _metadata.GetTypeDefinition(handle);
        var isPublic = (definition.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public;
        return new LibraryType(_metadata.GetString(definition.Namespace), _metadata.GetString(definition.Name), isPublic);
    }

    private TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        while (_metadata.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } parent)
            handle = parent;
        return handle;
    }

    private bool IsMadeByCompiler(TypeDefinitionHandle handle)
    {
        var definition = _metadata.GetTypeDefinition(handle);
        var space = _metadata.GetString(definition.Namespace);
        return _metadata.GetString(definition.Name).StartsWith('<')
            || space.StartsWith("System.", StringComparison.Ordinal)
            || space.StartsWith("Microsoft.", StringComparison.Ordinal);
    }

    private HashSet<string> FoldersOf(TypeDefinitionHandle handle)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var method in _metadata.GetTypeDefinition(handle).GetMethods())
        {
            var information = _symbols.GetMethodDebugInformation(method.ToDebugInformationHandle());
            foreach (var point in information.GetSequencePoints())
                AddFolder(folders, point.Document);
        }
        foreach (var entry in _symbols.GetCustomDebugInformation(handle))
        {
            var information = _symbols.GetCustomDebugInformation(entry);
            if (_symbols.GetGuid(information.Kind) != TypeDefinitionDocuments)
                continue;
            var rows = _symbols.GetBlobReader(information.Value);
            while (rows.RemainingBytes > 0)
                AddFolder(folders, MetadataTokens.DocumentHandle(rows.ReadCompressedInteger()));
        }
        return folders;
    }

    // Generated files lie outside the source root, or in obj, and say nothing about rooms.
    private void AddFolder(HashSet<string> folders, DocumentHandle document)
    {
        var path = _symbols.GetString(_symbols.GetDocument(document).Name).Replace('\\', '/');
        var start = path.LastIndexOf(SourceRoot, StringComparison.Ordinal);
        if (start < 0)
            return;
        var inside = path[(start + SourceRoot.Length)..];
        if (!inside.StartsWith("obj/", StringComparison.Ordinal))
            folders.Add(inside.Contains('/', StringComparison.Ordinal) ? inside[..inside.IndexOf('/', StringComparison.Ordinal)] : Rooms.Top);
    }

    private IEnumerable<string> NativeMethodsOf(TypeDefinitionHandle handle) =>
        from method in _metadata.GetTypeDefinition(handle).GetMethods()
        let definition = _metadata.GetMethodDefinition(method)
        where (definition.Attributes & MethodAttributes.PinvokeImpl) != 0
        select _metadata.GetString(definition.GetImport().Name);
}
