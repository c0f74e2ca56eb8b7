namespace Mpire.Serialization;

/// <summary>
/// How objects of one type are written and rebuilt. In two steps, so that references among objects may form cycles and deep graphs need no deep
/// stack: what is needed to create the object (head), and everything else (content), which may come much later.
/// </summary>
internal abstract class TypeCodec(Type type)
{
    private byte[]? _identity;
    private TypeTraits? _traits;

    /// <summary>The type; for interfaces and abstract classes only what a member is declared as.</summary>
    public Type Type { get; } = type;

    /// <summary>Whether the object's identity counts: a second reference to it arrives as a reference to the same copy.</summary>
    public virtual bool HasIdentity => true;

    /// <summary>Whether the object exists after its head, so that the content may come later. Otherwise the head is everything.</summary>
    public virtual bool HasContent => true;

    /// <summary>Whether the object can be made only of whole objects, so that what was put off comes before it.</summary>
    public virtual bool NeedsWhole(object value) => false;

    /// <summary>The bytes that name the type.</summary>
    public byte[] Identity => _identity ??= TypeIdentity.Of(Type);

    /// <summary>What few types have.</summary>
    public TypeTraits Traits => _traits ??= TypeTraits.Of(this);

    /// <summary>Writes what <see cref="Create"/> needs.</summary>
    public virtual void WriteHead(GraphWriter writer, object value)
    {
    }

    /// <summary>Writes what <see cref="ReadContent"/> needs.</summary>
    public virtual void WriteContent(GraphWriter writer, object value)
    {
    }

    /// <summary>Creates the object.</summary>
    public abstract object Create(GraphReader reader);

    /// <summary>Completes the object.</summary>
    public virtual void ReadContent(GraphReader reader, object value)
    {
    }
}
