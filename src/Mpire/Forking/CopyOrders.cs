using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Forking;

/// <summary>The workers that are to be forked in one moment, in memory that does not move.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class CopyOrders : IDisposable
{
    private readonly byte** _messages;
    private readonly int* _descriptors;

    /// <param name="count">How many.</param>
    public CopyOrders(int count)
    {
        Count = count;
        Processes = (int*)NativeMemory.AllocZeroed((nuint)count, sizeof(int));
        _descriptors = (int*)NativeMemory.AllocZeroed((nuint)count, ForkMessage.ForkDescriptors * sizeof(int));
        _messages = (byte**)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(byte*));
    }

    /// <summary>How many workers.</summary>
    public int Count { get; }

    /// <summary>Room for their process ids.</summary>
    public int* Processes { get; }

    /// <summary>The request for a worker, see <see cref="Offspring"/>.</summary>
    public byte* Message(int index) => _messages[index];

    /// <summary>What would come with it.</summary>
    public int* Descriptors(int index) => _descriptors + (index * ForkMessage.ForkDescriptors);

    /// <summary>Takes one worker's order.</summary>
    /// <param name="index">Which.</param>
    /// <param name="message">The request.</param>
    /// <param name="road">The worker's ends of its road; they stay the caller's.</param>
    /// <param name="directory">The worker's current directory.</param>
    public void Set(int index, ReadOnlySpan<byte> message, IReadOnlyList<int> road, int directory)
    {
        _messages[index] = (byte*)NativeMemory.Alloc((nuint)message.Length);
        message.CopyTo(new Span<byte>(_messages[index], message.Length));
        var descriptors = Descriptors(index);
        for (var i = 0; i < ForkMessage.RoadEnds; i++) descriptors[i] = road[i];
        descriptors[ForkMessage.ReportEnd] = -1;
        descriptors[ForkMessage.Directory] = directory;
    }

    /// <summary>In a copy: those of its brothers would keep their roads from ending.</summary>
    public void CloseOthers(int own)
    {
        for (var other = 0; other < Count; other++)
        {
            if (other == own) continue;
            for (var i = 0; i < ForkMessage.RoadEnds; i++) _ = RawCalls.Close(Descriptors(other)[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = 0; i < Count; i++) NativeMemory.Free(_messages[i]);
        NativeMemory.Free(_messages);
        NativeMemory.Free(_descriptors);
        NativeMemory.Free(Processes);
    }
}
