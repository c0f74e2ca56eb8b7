namespace Mpire.Serialization;

/// <summary>A string in a place declared as something more general.</summary>
internal sealed class StringCodec() : TypeCodec(typeof(string))
{
    public override bool HasIdentity => false;

    public override bool HasContent => false;

    public override void WriteHead(GraphWriter writer, object value) => writer.WriteString((string)value);

    public override object Create(GraphReader reader) => reader.ReadString() ?? throw GraphReader.WrongType(typeof(string));
}
