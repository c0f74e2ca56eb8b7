using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>An object that travels as a handle.</summary>
internal sealed class HandleCodec(Type type) : TypeCodec(type)
{
    public override object Create(GraphReader reader) => RuntimeHelpers.GetUninitializedObject(Type);

    public override void WriteContent(GraphWriter writer, object value) => ((ITravelsByHandle)value).WriteHandle(writer.Out);

    public override void ReadContent(GraphReader reader, object value) => ((ITravelsByHandle)value).ReadHandle(reader.In);
}
