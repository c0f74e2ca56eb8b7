using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>An ordinary object: all fields of its whole class hierarchy. No constructor runs.</summary>
internal sealed class ObjectCodec(Type type) : TypeCodec(type)
{
    private readonly FieldSet _fields = new(type, above: null);
    private HashCache? _hashCache;
    private bool _hasNoCache;

    /// <summary>The fields.</summary>
    public FieldPlace[] Places => _fields.Places;

    public override object Create(GraphReader reader) => RuntimeHelpers.GetUninitializedObject(Type);

    public override void WriteContent(GraphWriter writer, object value)
    {
        if (!_hasNoCache)
        {
            _hashCache ??= HashCache.Of(Type);
            _hasNoCache = _hashCache is null;
            value = _hashCache?.Without(value) ?? value;
        }

        _fields.Write(writer, value);
    }

    public override void ReadContent(GraphReader reader, object value) => _fields.Read(reader, value);
}
