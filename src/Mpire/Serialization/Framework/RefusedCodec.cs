namespace Mpire.Serialization;

/// <summary>A type whose objects never travel.</summary>
internal sealed class RefusedCodec(Type type, string reason, string remedy) : TypeCodec(type)
{
    public override bool HasContent => false;

    public override void WriteHead(GraphWriter writer, object value) => throw Refusals.Refuse(writer, value.GetType(), reason, remedy);

    public override object Create(GraphReader reader)
    {
        PayloadReader.ThrowDamaged($"it holds an object of '{Type}', which is never sent");
        return null;
    }
}
