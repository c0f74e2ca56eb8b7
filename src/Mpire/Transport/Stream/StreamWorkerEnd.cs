using System.Buffers;
using System.Net.Sockets;

namespace Mpire.Transport;

/// <summary>The worker's end of a stream road. Reads and writes on the threads that call.</summary>
internal sealed class StreamWorkerEnd : FrameChannel
{
    // Posting more than this without a flush sends what there is, so that a worker does not hoard results.
    private const int LargestBatch = 64 * 1024;

    private readonly WorkerBoard _board;
    private readonly Socket _data;
    private readonly Socket _attention;
    private readonly StreamReceiver _receiver;
    private readonly StreamBatch _batch = new();
    private readonly long _maximumPayload;
    private FrameAssembly? _held;
    private string? _violation;

    /// <summary>Puts the end together; it owns the sockets.</summary>
    public StreamWorkerEnd(WorkerBoard board, Socket data, Socket attention, long maximumPayload)
    {
        _board = board;
        _data = data;
        _attention = attention;
        _maximumPayload = maximumPayload;
        _receiver = new StreamReceiver(data, maximumPayload);
    }

    /// <inheritdoc/>
    public override WorkerBoard Board => _board;

    /// <inheritdoc/>
    public override string? Violation => Volatile.Read(ref _violation);

    /// <inheritdoc/>
    public override bool IsPeerGone => Violation is not null || _receiver.IsEnded;

    /// <inheritdoc/>
    public override long PendingBytes => 0;

    /// <inheritdoc/>
    public override void Post(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RoadLimits.CheckLength(payload.Length, _maximumPayload);
        _batch.Add(header, payload);
        if (_batch.Length >= LargestBatch) Flush();
    }

    /// <inheritdoc/>
    public override void Post(in FrameHeader header, ReadOnlySequence<byte> payload, IDisposable? owner)
    {
        RoadLimits.CheckLength(payload.Length, _maximumPayload);
        _batch.Add(header, payload, owner);
        if (_batch.Length >= LargestBatch) Flush();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_batch.Length == 0) return;
        var parcels = _batch.Take();
        try
        {
            foreach (var parcel in parcels) StreamSender.SendAll(_data, parcel.Rest);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw new PeerGoneException();
        }
        finally
        {
            foreach (var parcel in parcels) parcel.Release();
        }
    }

    /// <inheritdoc/>
    public override bool TryReceive(out IncomingFrame frame) => TryReceive(false, out frame);

    /// <inheritdoc/>
    public override bool Receive(out IncomingFrame frame) => TryReceive(true, out frame);

    /// <inheritdoc/>
    public override void Release()
    {
        _held?.Release();
        _held = null;
    }

    /// <inheritdoc/>
    public override void Poke() => throw new NotSupportedException("Only the calling process pokes.");

    /// <inheritdoc/>
    public override bool WaitForAttention()
    {
        try
        {
            Span<byte> tokens = stackalloc byte[64];
            var count = _attention.Receive(tokens, SocketFlags.None, out var error);
            return count > 0 && error == SocketError.Success;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _data.Dispose();
        _attention.Dispose();
        Release();
        _receiver.Drop();
        foreach (var parcel in _batch.Take()) parcel.Release();
    }

    private unsafe bool TryReceive(bool mayWait, out IncomingFrame frame)
    {
        if (_held is not null) throw new InvalidOperationException("The frame received before must be released first.");
        frame = default;
        if (Violation is not null) return false;
        try
        {
            if (!_receiver.TryReceive(mayWait, out _held) || _held is null) return false;
            frame = new IncomingFrame(_held.Header, null, _held);
            return true;
        }
        catch (RoadViolationException broken)
        {
            Volatile.Write(ref _violation, broken.Message);
            return false;
        }
    }
}
