using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>A boxed value without references: its memory.</summary>
internal sealed class RawCodec(Type type) : TypeCodec(type)
{
    private readonly int _size = Layout.SizeOf(type);

    public override bool HasIdentity => false;

    public override bool HasContent => false;

    public override void WriteHead(GraphWriter writer, object value) => writer.WriteRaw(ref Box.Data(value), _size);

    public override object Create(GraphReader reader)
    {
        object box = RuntimeHelpers.GetUninitializedObject(Type);
        reader.ReadRaw(ref Box.Data(box), _size);
        return box;
    }
}
