using System.Buffers;
using Mpire.Transport;

namespace Mpire.Tests.Host;

/// <summary>The caller's end of a test road. Only its reader is used; it has no frames.</summary>
internal sealed class ReaderChannel(Stream reader) : FrameChannel
{
    public Stream Reader { get; } = reader;

    public override WorkerBoard Board => default;

    public override bool IsPeerGone => throw new NotSupportedException();

    public override string? Violation => null;

    public override long PendingBytes => 0;

    public override void Post(in FrameHeader header, ReadOnlySpan<byte> payload) => throw new NotSupportedException();

    public override void Post(in FrameHeader header, ReadOnlySequence<byte> payload, IDisposable? owner) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override bool TryReceive(out IncomingFrame frame) => throw new NotSupportedException();

    public override bool Receive(out IncomingFrame frame) => throw new NotSupportedException();

    public override void Release() => throw new NotSupportedException();

    public override void Poke() => throw new NotSupportedException();

    public override bool WaitForAttention() => throw new NotSupportedException();

    public override void Dispose() => Reader.Dispose();
}
