using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mpire.Serialization;
using Mpire.Transport;

namespace Mpire.Managing;

/// <summary>One connection between a user of managed objects and their owner: frames both ways. Any thread sends, one receives.</summary>
internal sealed class Link(Socket socket) : IDisposable
{
    private const int MostAtOnce = 8 * 1024;
    private static readonly int HeaderLength = Unsafe.SizeOf<FrameHeader>();

    private readonly Lock _sending = new();
    private readonly byte[] _together = new byte[MostAtOnce];
    private readonly StreamReceiver _receiver = new(socket, StreamRoad.DefaultMaximumPayload);
    private readonly Spinner _spinner = new();

    /// <summary>Sends one frame whole; waits while the other end does not read.</summary>
    /// <returns>False if the other end is gone.</returns>
    public bool Send(MessageKind kind, long call, PayloadWriter? payload = null)
    {
        lock (_sending) return SendAlone(kind, call, payload);
    }

    /// <summary>Sends unless somebody has been sending for so long.</summary>
    public void TrySend(MessageKind kind, TimeSpan patience)
    {
        if (!_sending.TryEnter(patience)) return;
        try
        {
            _ = SendAlone(kind, 0, null);
        }
        finally
        {
            _sending.Exit();
        }
    }

    /// <summary>Waits for the next frame: shortly awake, since an answer mostly comes sooner than a sleeper wakes up.</summary>
    /// <returns>The frame, to be released; <see langword="null"/> if the other end is gone.</returns>
    public FrameAssembly? Receive()
    {
        try
        {
            _spinner.Begin(Spinner.DefaultMicroseconds);
            FrameAssembly? frame = null;
            var isThere = false;
            while (!isThere && !_receiver.IsEnded && _spinner.Next()) isThere = _receiver.TryReceive(false, out frame);
            _spinner.End(isThere);
            return isThere || _receiver.TryReceive(true, out frame) ? frame : null;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or RoadViolationException)
        {
            return null;
        }
    }

    /// <summary>Ends it; who waits in <see cref="Receive"/> is told.</summary>
    public void Dispose() => socket.Dispose();

    private bool SendAlone(MessageKind kind, long call, PayloadWriter? payload)
    {
        var header = new FrameHeader((short)kind, 0, 0, call) { Length = payload?.Length ?? 0 };
        try
        {
            MemoryMarshal.Write(_together, header);
            if (payload is null)
            {
                StreamSender.SendAll(socket, _together.AsSpan(0, HeaderLength));
            }
            else if (payload.TryGetSingleSpan(out var span) && span.Length <= MostAtOnce - HeaderLength)
            {
                span.CopyTo(_together.AsSpan(HeaderLength));
                StreamSender.SendAll(socket, _together.AsSpan(0, HeaderLength + span.Length));
            }
            else
            {
                StreamSender.SendAll(socket, _together.AsSpan(0, HeaderLength));
                StreamSender.SendAll(socket, payload.AsSequence());
            }

            return true;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
