namespace Mpire.Serialization;

/// <summary>A type written and rebuilt by value, in one step.</summary>
internal sealed class AtomCodec(Type type, Action<GraphWriter, object> write, Func<GraphReader, object> read, bool identity = true)
    : TypeCodec(type)
{
    public override bool HasIdentity => identity;

    public override bool HasContent => false;

    public override void WriteHead(GraphWriter writer, object value) => write(writer, value);

    public override object Create(GraphReader reader) => read(reader);
}
