namespace Mpire.Serialization;

/// <summary>A type of which there are no objects: an interface or an abstract class as the declaration of a member.</summary>
internal sealed class DeclaredCodec(Type type) : TypeCodec(type)
{
    public override object Create(GraphReader reader)
    {
        PayloadReader.ThrowDamaged($"it holds an object of '{Type}', of which there are none");
        return null;
    }
}
