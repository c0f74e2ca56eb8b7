using System.Buffers.Binary;
using System.Net.Sockets;
using Mpire.Transport;

namespace Mpire.Tests.Transport;

[Collection(RoadsCollection.Name)]
public sealed class StreamRoadTests : FrameChannelContract
{
    private protected override int PingPongRounds => 10_000;

    // Beyond what the kernel buffers for a connection, so that both directions really fill up.
    private protected override int SmallCapacity => 256 * 1024;

    private protected override RoadPair Open(int spinMicroseconds) => OpenInto(new SignalWaitSet { SpinMicroseconds = spinMicroseconds });

    private protected override RoadPair OpenInto(WaitSet set)
    {
        var caller = StreamRoad.CreateCallerEnd(out var ticket, MaximumPayload);
        set.Add(caller);
        var worker = Road.OpenWorkerEnd(ticket.Address);
        ticket.Dispose();
        return new RoadPair(caller, worker, set);
    }

    [Fact]
    public void What_is_posted_before_the_worker_arrives_waits_for_it()
    {
        using var caller = StreamRoad.CreateCallerEnd(out var ticket);
        caller.Post(Header(1), [1, 2, 3]);
        caller.Flush();
        caller.Poke();
        using var worker = Road.OpenWorkerEnd(ticket.Address);
        Assert.True(worker.Receive(out var frame));
        Assert.Equal([1, 2, 3], Bytes(frame));
        worker.Release();
        Assert.True(worker.WaitForAttention());
    }

    [Fact]
    public void Nothing_of_the_meeting_place_stays_once_both_have_met()
    {
        using var caller = StreamRoad.CreateCallerEnd(out var ticket);
        var place = PlaceOf(ticket);
        Assert.True(Directory.Exists(place));
        using var worker = Road.OpenWorkerEnd(ticket.Address);
        worker.Post(Header(1), [1]);
        worker.Flush();
        Assert.True(Receive(caller, out _));
        caller.Release();
        Assert.Equal(OperatingSystem.IsWindows(), Directory.Exists(place));
        caller.Dispose();
        worker.Dispose();
        Assert.False(Directory.Exists(place) && !OperatingSystem.IsWindows());
    }

    [Fact]
    public void The_meeting_place_is_private_and_goes_with_a_caller_whose_worker_never_came()
    {
        var caller = StreamRoad.CreateCallerEnd(out var ticket);
        var place = PlaceOf(ticket);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(place));
        caller.Dispose();
        Assert.False(Directory.Exists(place));
        Assert.Throws<PeerGoneException>(() => Road.OpenWorkerEnd(ticket.Address));
    }

    [Fact]
    public void A_worker_that_ends_before_it_comes_is_noticed_when_its_end_is_told()
    {
        using var caller = StreamRoad.CreateCallerEnd(out var ticket);
        Assert.False(caller.IsPeerGone);
        caller.NoteWorkerExit();
        Assert.False(Receive(caller, out _));
        Assert.False(Directory.Exists(PlaceOf(ticket)));
    }

    [Fact]
    public void What_a_worker_sent_before_it_ended_is_received_although_its_end_is_told_at_once()
    {
        for (var i = 0; i < 50; i++)
        {
            using var caller = StreamRoad.CreateCallerEnd(out var ticket);
            var worker = Road.OpenWorkerEnd(ticket.Address);
            worker.Post(Header(1), Payload.Of(1000, 1));
            worker.Flush();
            worker.Dispose();
            caller.NoteWorkerExit();
            Assert.True(Receive(caller, out var frame));
            Payload.Check(frame, 1, 1000);
            caller.Release();
            Assert.False(Receive(caller, out _));
        }
    }

    [Fact]
    public void A_stranger_without_the_secret_is_turned_away_and_the_worker_is_still_let_in()
    {
        using var caller = StreamRoad.CreateCallerEnd(out var ticket);
        var colon = ticket.Address.LastIndexOf(':');
        using var stranger = Road.OpenWorkerEnd(string.Concat(ticket.Address.AsSpan(0, colon + 1), new string('0', 2 * StreamHello.TokenLength)));
        Assert.False(stranger.Receive(out _));
        using var worker = Road.OpenWorkerEnd(ticket.Address);
        worker.Post(Header(1), [1]);
        worker.Flush();
        Assert.True(Receive(caller, out _));
        caller.Release();
    }

    [Fact]
    public void A_stranger_who_says_nothing_does_not_hold_up_disposal()
    {
        var caller = StreamRoad.CreateCallerEnd(out var ticket);
        using var stranger = StreamRoad.NewSocket();
        stranger.Connect(new UnixDomainSocketEndPoint(StreamPlace.At(PlaceOf(ticket)).SocketPath));
        var start = Environment.TickCount64;
        caller.Dispose();
        Assert.True(Environment.TickCount64 - start < 4_000);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData((1 << 24) + 1)]
    public void A_length_that_cannot_be_makes_the_worker_count_as_gone(long length)
    {
        using var caller = StreamRoad.CreateCallerEnd(out var ticket, MaximumPayload);
        using var data = Connect(ticket, StreamHello.Data);
        using var attention = Connect(ticket, StreamHello.Attention);
        data.Send(HeaderOf(0));
        data.Send(HeaderOf(length));
        while (caller.Violation is null) Thread.Yield();
        Assert.True(caller.IsPeerGone);
        Assert.False(caller.TryReceive(out _));
        caller.Post(Header(1), [1]);
        caller.Flush();
        Assert.Equal(0, caller.PendingBytes);
    }

    [Fact]
    public void A_frame_torn_by_death_is_dropped_after_every_whole_one()
    {
        using var caller = StreamRoad.CreateCallerEnd(out var ticket, MaximumPayload);
        using var data = Connect(ticket, StreamHello.Data);
        using var attention = Connect(ticket, StreamHello.Attention);
        data.Send(HeaderOf(0));
        data.Send(HeaderOf(1 << 20));
        data.Send(new byte[5000]);
        data.Dispose();
        Assert.True(Receive(caller, out var whole));
        Assert.Equal(0, whole.Length);
        caller.Release();
        Assert.False(Receive(caller, out _));
        Assert.Null(caller.Violation);
    }

    [Theory]
    [InlineData("stream:")]
    [InlineData("stream:/tmp/x")]
    [InlineData("stream:/tmp/x:abc")]
    [InlineData("stream:/tmp/x:zz00000000000000000000000000000000000000000000000000000000000000")]
    public void An_address_of_no_road_is_refused(string address) => Assert.Throws<FormatException>(() => Road.OpenWorkerEnd(address));

    private static string PlaceOf(RoadTicket ticket) => ticket.Address[(ticket.Address.IndexOf(':', StringComparison.Ordinal) + 1)..ticket.Address.LastIndexOf(':')];

    private static bool Receive(StreamCallerEnd caller, out IncomingFrame frame)
    {
        using var set = new SignalWaitSet();
        set.Add(caller);
        while (!caller.TryReceive(out frame))
        {
            if (caller.IsPeerGone) return false;
            Assert.True(set.Wait(60_000));
        }

        return true;
    }

    private static Socket Connect(RoadTicket ticket, byte role)
    {
        var socket = StreamRoad.NewSocket();
        socket.Connect(new UnixDomainSocketEndPoint(StreamPlace.At(PlaceOf(ticket)).SocketPath));
        StreamHello.Send(socket, Convert.FromHexString(ticket.Address[(ticket.Address.LastIndexOf(':') + 1)..]), role);
        return socket;
    }

    private static byte[] HeaderOf(long length)
    {
        var bytes = new byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        return bytes;
    }
}
