using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mpire.Serialization;
using Mpire.Transport;

namespace Mpire.Managing;

/// <summary>One connection between a user of managed objects and their owner: frames both ways. Any thread sends, one receives.</summary>
internal sealed class Line(Socket socket) : IDisposable
{
    /// <summary>On a call: nobody waits on a thread, so its start is to be told if its end takes longer.</summary>
    public const short TellsStart = 1;

    private const int MostAtOnce = 8 * 1024;
    private static readonly int HeaderLength = Unsafe.SizeOf<FrameHeader>();

    private readonly Lock _sending = new();
    private readonly byte[] _together = new byte[MostAtOnce];
    private readonly StreamReceiver _receiver = new(socket, StreamRoad.DefaultMaximumPayload);

    /// <summary>Sends one frame whole; waits while the other end does not read.</summary>
    /// <returns>False if the other end is gone.</returns>
    public bool Send(MessageKind kind, long call, PayloadWriter? payload = null, short flags = 0)
    {
        lock (_sending) return SendAlone(kind, flags, call, payload);
    }

    /// <summary>Sends unless somebody has been sending for so long.</summary>
    public void TrySend(MessageKind kind, TimeSpan patience)
    {
        if (!_sending.TryEnter(patience)) return;
        try
        {
            _ = SendAlone(kind, 0, 0, null);
        }
        finally
        {
            _sending.Exit();
        }
    }

    /// <summary>Waits for the next frame. Asleep at once: looking a few times first costs a system call each, and has won nothing.</summary>
    /// <returns>The frame, to be released; <see langword="null"/> if the other end is gone.</returns>
    public FrameAssembly? Receive()
    {
        try
        {
            return _receiver.TryReceive(true, out var frame) ? frame : null;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or RoadViolationException)
        {
            return null;
        }
    }

    /// <summary>Ends it; who waits in <see cref="Receive"/> is told.</summary>
    public void Dispose() => socket.Dispose();

    private bool SendAlone(MessageKind kind, short flags, long call, PayloadWriter? payload)
    {
        var header = new FrameHeader((short)kind, flags, 0, call) { Length = payload?.Length ?? 0 };
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
