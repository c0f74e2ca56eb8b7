namespace Mpire.Serialization;

/// <summary>A boxed pointer-sized number: only zero may travel.</summary>
internal sealed class NativeCodec(Type type) : TypeCodec(type)
{
    public override bool HasIdentity => false;

    public override bool HasContent => false;

    public override void WriteHead(GraphWriter writer, object value) => writer.WriteNative(Box.ToNative(value));

    public override object Create(GraphReader reader)
    {
        reader.ReadNative();
        return Type == typeof(nint) ? default(nint) : default(nuint);
    }
}
