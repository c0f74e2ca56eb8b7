namespace Mpire.Serialization;

/// <summary>An object that travels as a handle. The head is everything, because a thing that this process knows already is not made again.</summary>
internal sealed class HandleCodec<T>(Type type) : TypeCodec(type)
    where T : class, ITravelsByHandle<T>
{
    public override bool HasContent => false;

    public override void WriteHead(GraphWriter writer, object value)
    {
        ((T)value).WriteHandle(writer.Out);
        writer.Out.HasHandles = true;
    }

    public override object Create(GraphReader reader) => T.ReadHandle(reader.In);
}
