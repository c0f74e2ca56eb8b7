using System.Buffers;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Starting;

/// <summary>Something long for a fork server, in memory that is handed over by its descriptor; kept by the program, because a server that dies is
/// replaced.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SealedText : IDisposable
{
    private SealedText(int descriptor, long length) => (Descriptor, Length) = (descriptor, length);

    /// <summary>The memory.</summary>
    public int Descriptor { get; private set; }

    /// <summary>Bytes in it.</summary>
    public long Length { get; }

    /// <summary>Writes it.</summary>
    /// <exception cref="IOException">There is no memory or descriptor for it; nothing stays behind.</exception>
    public static SealedText Write(string name, params ReadOnlySpan<ReadOnlySequence<byte>> texts)
    {
        var length = 0L;
        foreach (var text in texts) length += text.Length;
        var memory = Memfd.Create(name, Math.Max(length, 1));
        try
        {
            foreach (var text in texts)
            {
                foreach (var part in text) Append(memory, part);
            }
        }
        catch
        {
            Interop.Linux.Descriptor.Close(memory);
            throw;
        }

        return new SealedText(memory, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Interop.Linux.Descriptor.Close(Descriptor);
        Descriptor = -1;
    }

    private static unsafe void Append(int memory, ReadOnlyMemory<byte> part)
    {
        using var pinned = part.Pin();
        for (var done = 0; done < part.Length;) done += ReadWrite.Write(memory, (byte*)pinned.Pointer + done, part.Length - done);
    }
}
