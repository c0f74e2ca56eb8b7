using Mpire.Interop;
using Mpire.Serialization;

namespace Mpire.Sharing;

/// <summary>Where shared memory comes from, and its place among the addresses of this process. One owner: a <see cref="SharedMemory"/>.</summary>
internal abstract unsafe class SharedStore
{
    private protected const byte Anonymous = 1;
    private protected const byte InFile = 2;
    private protected const byte Private = 3;
    private protected const byte PrivateInFile = 4;

    /// <summary>The first byte.</summary>
    public byte* Address { get; private protected set; }

    /// <summary>The first byte behind the header.</summary>
    public virtual byte* Data => Address + SharedHeader.Size;

    /// <summary>The bytes of header and data.</summary>
    public long Length { get; private protected init; }

    /// <summary>Zeroed memory of the kind that this system has.</summary>
    public static SharedStore Create(long length) => Platform.HasLinuxPath ? new AnonymousStore(length) : new FileStore(length);

    /// <summary>Opens what another process, or this one, has written with <see cref="WriteWay"/>.</summary>
    /// <exception cref="IOException">It is not there any more.</exception>
    public static SharedStore Open(PayloadReader way, long length) => way.ReadByte() switch
    {
        Anonymous when Platform.HasLinuxPath => AnonymousStore.Find(way, length),
        InFile => FileStore.Find(way, length),
        Private when Platform.HasLinuxPath => PrivateStore.Find(way, length),
        PrivateInFile => PrivateFileStore.Find(way, length),
        _ => throw new IOException("The way to a shared memory is of a kind that this process does not know."),
    };

    /// <summary>Reads past what <see cref="WriteWay"/> has written.</summary>
    public static void Skip(PayloadReader way)
    {
        switch (way.ReadByte())
        {
            case Anonymous:
                _ = (way.ReadInt32(), way.ReadInt32());
                break;
            case Private:
                _ = (way.ReadInt32(), way.ReadInt32(), way.ReadInt32(), way.ReadInt64());
                break;
            case PrivateInFile:
                _ = (way.ReadString(), way.ReadString(), way.ReadInt64());
                break;
            default:
                _ = way.ReadString();
                break;
        }
    }

    /// <summary>Writes how another process gets there while this one has not closed it.</summary>
    public abstract void WriteWay(PayloadWriter writer);

    /// <summary>Gives the memory back, and leaves the addresses so that whoever still looks there does no harm.</summary>
    /// <param name="keepsHeader">Whether <see cref="Header"/> is needed until <see cref="TryClose"/>.</param>
    public abstract void Vacate(bool keepsHeader);

    /// <summary>The header; after <see cref="Vacate"/> only if it was kept.</summary>
    public abstract SharedHeader* Header { get; }

    /// <summary>No process can get there through this one any more.</summary>
    /// <returns>False if this must be called again later, because others still use what has to be removed at the end.</returns>
    public abstract bool TryClose();

    /// <summary>Gives the addresses back: nobody looks there any more.</summary>
    public abstract void Unmap();
}
