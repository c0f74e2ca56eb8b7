using System.Runtime.Versioning;

namespace Mpire.Transport;

/// <summary>Reads what <see cref="RingSender"/> writes. Believes nothing: a length that cannot be is a violation, and a long payload takes memory
/// only as its bytes come.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class RingReceiver(RingConsumer consumer, Doorbell producerBell, long maximumPayload)
{
    private const long NothingHeld = -1;

    private readonly long _part = consumer.Capacity / 4;
    private long _held = NothingHeld;
    private FrameAssembly? _assembly;

    /// <summary>The ring.</summary>
    public RingConsumer Consumer => consumer;

    /// <summary>Takes the next whole frame.</summary>
    public bool TryReceive(out IncomingFrame frame)
    {
        if (_held != NothingHeld) throw new InvalidOperationException("The frame received before must be released first.");
        if (_assembly is not null) return TryAssemble(_assembly, out frame);

        var available = consumer.Available(sizeof(FrameHeader));
        if (available < sizeof(FrameHeader))
        {
            if (available != 0) throw new RoadViolationException($"{available} bytes are not a message.");
            GiveBack();
            frame = default;
            return false;
        }

        // One copy, then only the copy: the other process can write there at any time.
        var header = *(FrameHeader*)consumer.Next;
        if (header.Length < 0 || header.Length > maximumPayload)
            throw new RoadViolationException($"A message announces {header.Length} bytes, but 0 to {maximumPayload} are allowed.");
        if (RingSender.IsInPlace(header.Length, consumer.Capacity)) return Hold(header, out frame);

        Consume(sizeof(FrameHeader));
        _assembly = new FrameAssembly(header);
        return TryAssemble(_assembly, out frame);
    }

    /// <summary>Gives back the frame received last; nothing to do if there is none.</summary>
    public void Release()
    {
        if (_held > 0) Consume(_held);
        else if (_held == 0) DropAssembly();
        _held = NothingHeld;
    }

    /// <summary>Lets go of a payload that never became whole.</summary>
    public void DropAssembly()
    {
        _assembly?.Release();
        _assembly = null;
    }

    private bool Hold(in FrameHeader header, out IncomingFrame frame)
    {
        var record = sizeof(FrameHeader) + RingSender.Padded(header.Length);
        if (consumer.Available(record) < record)
            throw new RoadViolationException($"A message of {header.Length} bytes was published before it was whole.");
        frame = new IncomingFrame(header, consumer.Next + sizeof(FrameHeader), null);
        _held = record;
        return true;
    }

    private bool TryAssemble(FrameAssembly assembly, out IncomingFrame frame)
    {
        frame = default;
        while (assembly.Remaining > 0)
        {
            var available = Math.Min(consumer.Available(1), _part);
            if (available == 0)
            {
                GiveBack();
                return false;
            }

            var part = Math.Min(available, assembly.Remaining);
            assembly.Append(new ReadOnlySpan<byte>(consumer.Next, (int)part));
            Consume(RingSender.Padded(part));
        }

        frame = new IncomingFrame(assembly.Header, null, assembly);
        _held = 0;
        return true;
    }

    private void Consume(long bytes)
    {
        if (consumer.Consume(bytes)) producerBell.Ring();
    }

    private void GiveBack()
    {
        if (consumer.Publish()) producerBell.Ring();
    }
}
