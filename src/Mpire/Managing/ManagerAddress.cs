using Mpire.Interop;
using Mpire.Serialization;
using Mpire.Transport;

namespace Mpire.Managing;

/// <summary>How a process finds a manager in another one.</summary>
/// <param name="Id">Which manager it is.</param>
/// <param name="Owner">Whose.</param>
/// <param name="Place">Where it is met.</param>
/// <param name="Secret">What to say there.</param>
internal sealed record ManagerAddress(Guid Id, ProcessIdentity Owner, string Place, byte[] Secret)
{
    public static ManagerAddress Read(PayloadReader reader)
    {
        var id = reader.ReadUnmanaged<Guid>();
        var owner = ProcessIdentity.Of(reader.ReadInt64());
        var place = reader.ReadString() ?? "";
        var secret = new byte[StreamHello.TokenLength];
        reader.ReadBytesInto(secret);
        return new ManagerAddress(id, owner, place, secret);
    }

    public void Write(PayloadWriter writer)
    {
        writer.WriteUnmanaged(Id);
        writer.WriteInt64(Owner.ToWord());
        writer.WriteString(Place);
        writer.WriteBytes(Secret);
    }
}
