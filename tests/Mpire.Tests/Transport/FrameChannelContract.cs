using System.Buffers;
using Mpire.Tests.Contracts;
using Mpire.Transport;

namespace Mpire.Tests.Transport;

/// <summary>What every road owes, whatever it is made of.</summary>
public abstract class FrameChannelContract
{
    private const short Kind = 5;

    /// <summary>About how many bytes the small road holds per direction.</summary>
    private protected virtual int SmallCapacity => 64 * 1024;

    private protected virtual int PingPongRounds => 200_000;

    private protected abstract RoadPair Open(int spinMicroseconds);

    /// <summary>Another road into an existing set.</summary>
    private protected abstract RoadPair OpenInto(WaitSet set);

    private protected static FrameHeader Header(long number) => new(Kind, 0, 0, number);

    [Fact]
    public void A_frame_arrives_as_it_was_sent_in_either_direction()
    {
        using var road = Open(20);
        road.Caller.Post(new FrameHeader(-3, 7, int.MinValue, long.MaxValue), [1, 2, 3]);
        road.Caller.Flush();
        Assert.True(road.Worker.Receive(out var task));
        Assert.Equal((-3, 7, int.MinValue, long.MaxValue, 3L), (task.Header.Kind, task.Header.Flags, task.Header.Aux, task.Header.Sequence, task.Length));
        Assert.Equal([1, 2, 3], Bytes(task));
        road.Worker.Release();

        road.Worker.Post(Header(9), []);
        road.Worker.Flush();
        Assert.True(road.CallerReceive(out var result));
        Assert.Equal((9L, 0L), (result.Header.Sequence, result.Length));
        road.Caller.Release();
        Assert.False(road.Caller.TryReceive(out _));
        Assert.False(road.Caller.IsPeerGone);
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(2, 0)]
    [InlineData(3, 20)]
    [InlineData(4, 0)]
    public void Frames_of_any_size_in_any_batches_arrive_in_order_and_intact_with_both_directions_full(int seed, int spin)
    {
        const int frames = 400;
        using var road = Open(spin);
        var down = Sizes(seed, frames);
        var up = Sizes(seed + 1000, frames);
        Together.Run(
            () => Drive(road, down, up, seed),
            () =>
            {
                var random = new Random(seed + 1);
                for (var i = 0; i < frames; i++) Send(road.Worker, random, i, up[i]);
                road.Worker.Flush();
            },
            () =>
            {
                for (var i = 0; i < frames; i++)
                {
                    Assert.True(road.Worker.Receive(out var frame));
                    Payload.Check(frame, i, down[i]);
                    road.Worker.Release();
                }
            });
        Assert.Equal(0, road.Caller.PendingBytes);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(0)]
    public void No_wake_up_is_lost_in_many_rounds_of_question_and_answer(int spin)
    {
        using var road = Open(spin);
        var rounds = PingPongRounds;
        Together.Run(
            () =>
            {
                for (var i = 0; i < rounds; i++)
                {
                    road.Caller.Post(Header(i), [1, 2, 3, 4, 5, 6, 7, 8]);
                    Assert.True(road.CallerReceive(out var frame));
                    Assert.Equal(i, frame.Header.Sequence);
                    road.Caller.Release();
                }
            },
            () => Echo(road.Worker, rounds, null));
    }

    [Theory]
    [InlineData(20, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 3)]
    public void No_wake_up_is_lost_when_either_end_dawdles(int spin, int seed)
    {
        const int rounds = 5_000;
        using var road = Open(spin);
        Together.Run(
            () =>
            {
                var random = new Random(seed);
                for (var i = 0; i < rounds; i++)
                {
                    road.Caller.Post(Header(i), [1]);
                    road.Caller.Flush();
                    Thread.SpinWait(random.Next(2000));
                    Assert.True(road.CallerReceive(out _));
                    road.Caller.Release();
                    Thread.SpinWait(random.Next(2000));
                }
            },
            () => Echo(road.Worker, rounds, new Random(seed + 1)));
    }

    [Fact]
    public void The_caller_never_waits_for_a_worker_that_does_not_read()
    {
        using var road = Open(0);
        var owners = new List<CountedOwner>();
        var length = SmallCapacity * 3 / 2;
        for (var i = 0; i < 20; i++)
        {
            var owner = new CountedOwner();
            owners.Add(owner);
            road.Caller.Post(Header(2 * i), Payload.InPieces(Payload.Of(length, 2 * i), 3), owner);
            road.Caller.Post(Header((2 * i) + 1), Payload.Of(10, (2 * i) + 1));
            road.Caller.Flush();
        }

        Assert.True(road.Caller.PendingBytes > 0);
        Assert.Equal(0, owners[^1].Disposals);
        Together.Run(
            () =>
            {
                while (road.Caller.PendingBytes > 0)
                {
                    road.Set.Wait(-1);
                    road.Caller.Flush();
                }
            },
            () =>
            {
                for (var i = 0; i < 40; i++)
                {
                    Assert.True(road.Worker.Receive(out var frame));
                    Payload.Check(frame, i, i % 2 == 0 ? length : 10);
                    road.Worker.Release();
                }
            });
        Assert.All(owners, owner => Assert.Equal(1, owner.Disposals));
    }

    [Fact]
    public void What_was_queued_is_let_go_once_when_the_channel_is_disposed()
    {
        var owner = new CountedOwner();
        using (var road = Open(0))
        {
            for (var i = 0; i < 200; i++) road.Caller.Post(Header(i), Payload.Of(SmallCapacity, i));
            road.Caller.Post(Header(0), new ReadOnlySequence<byte>(new byte[SmallCapacity]), owner);
            road.Caller.Flush();
            Assert.Equal(0, owner.Disposals);
        }

        Assert.Equal(1, owner.Disposals);
    }

    [Fact]
    public void After_the_worker_is_gone_the_caller_still_gets_every_whole_frame()
    {
        using var road = Open(20);
        for (var i = 0; i < 50; i++) road.Worker.Post(Header(i), Payload.Of(100, i));
        road.Worker.Flush();
        road.Worker.Dispose();
        for (var i = 0; i < 50; i++)
        {
            Assert.True(road.CallerReceive(out var frame));
            Payload.Check(frame, i, 100);
            road.Caller.Release();
        }

        Assert.False(road.CallerReceive(out _));
        Assert.Null(road.Caller.Violation);
        Assert.True(road.Set.Wait(0));
        var owner = new CountedOwner();
        road.Caller.Post(Header(0), new ReadOnlySequence<byte>(new byte[10]), owner);
        road.Caller.Post(Header(0), [1]);
        road.Caller.Flush();
        Assert.Equal((1, 0L), (owner.Disposals, road.Caller.PendingBytes));
    }

    [Fact]
    public void After_the_caller_is_gone_the_worker_still_gets_every_whole_frame_and_then_the_end()
    {
        using var road = Open(20);
        for (var i = 0; i < 50; i++) road.Caller.Post(Header(i), Payload.Of(100, i));
        Settle(road);
        road.Set.Remove(road.Caller);
        road.Caller.Dispose();
        for (var i = 0; i < 50; i++)
        {
            Assert.True(road.Worker.Receive(out var frame));
            Payload.Check(frame, i, 100);
            road.Worker.Release();
        }

        Assert.False(road.Worker.Receive(out _));
        Assert.True(road.Worker.IsPeerGone);
        Assert.False(road.Worker.WaitForAttention());
    }

    [Theory]
    [InlineData(20)]
    [InlineData(0)]
    public void A_worker_that_waits_for_room_hears_that_the_caller_is_gone(int spin)
    {
        using var road = Open(spin);
        using var isPosting = new ManualResetEventSlim();
        void PostForever()
        {
            for (var i = 0; ; i++)
            {
                road.Worker.Post(Header(i), new byte[SmallCapacity / 4]);
                road.Worker.Flush();
                isPosting.Set();
            }
        }

        Together.Run(
            () => Assert.Throws<PeerGoneException>((Action)PostForever),
            () =>
            {
                isPosting.Wait();
                road.Set.Remove(road.Caller);
                road.Caller.Dispose();
            });
    }

    [Fact]
    public void A_poke_wakes_the_thread_that_waits_for_attention_and_the_end_ends_it()
    {
        using var road = Open(20);
        var pokes = 0;
        using var poked = new AutoResetEvent(false);
        Together.Run(
            () =>
            {
                while (road.Worker.WaitForAttention())
                {
                    pokes++;
                    poked.Set();
                }
            },
            () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    road.Caller.Poke();
                    Assert.True(poked.WaitOne(TimeSpan.FromSeconds(60)));
                }

                road.Set.Remove(road.Caller);
                road.Caller.Dispose();
                road.Caller.Poke();
            });
        Assert.Equal(100, pokes);
    }

    [Fact]
    public void One_set_waits_for_eight_workers()
    {
        const int workers = 8, rounds = 500;
        using var first = Open(20);
        var roads = new List<RoadPair> { first };
        for (var i = 1; i < workers; i++) roads.Add(OpenInto(first.Set));
        var received = new int[workers];
        void Driver()
        {
            foreach (var road in roads) road.Caller.Post(Header(0), [0]);
            while (received.Sum() < workers * rounds)
            {
                foreach (var road in roads) road.Caller.Flush();
                first.Set.Wait(-1);
                for (var i = 0; i < workers; i++)
                {
                    while (roads[i].Caller.TryReceive(out var frame))
                    {
                        Assert.Equal(received[i]++, frame.Header.Sequence);
                        roads[i].Caller.Release();
                        if (received[i] < rounds) roads[i].Caller.Post(Header(received[i]), [0]);
                    }
                }
            }
        }

        Together.Run([Driver, .. roads.Select<RoadPair, Action>((road, i) => () => Echo(road.Worker, rounds, new Random(i)))]);
        for (var i = 1; i < workers; i++)
        {
            first.Set.Remove(roads[i].Caller);
            roads[i].Worker.Dispose();
            roads[i].Caller.Dispose();
        }
    }

    [Fact]
    public void The_board_is_the_same_memory_at_both_ends_and_outlives_them()
    {
        WorkerBoard caller, worker;
        using (var road = Open(20))
        {
            (caller, worker) = (road.Caller.Board, road.Worker.Board);
            worker.CurrentTask = 5;
            caller.CancelledChunk = 7;
            Assert.Equal((5L, 7), (caller.CurrentTask, worker.CancelledChunk));
            Assert.True(worker.TryClaim(1));
            Assert.Equal(1, caller.TakeBack(3));
            Assert.False(worker.TryClaim(2));
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal((5L, 7), (caller.CurrentTask, worker.CancelledChunk));
    }

    [Fact]
    public void No_descriptor_is_left_open()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Counts descriptors in /proc.");
        Open(20).Dispose();
        var before = OpenRoadDescriptors();
        for (var i = 0; i < 20; i++)
        {
            using var road = Open(20);
            road.Worker.Post(Header(1), [1]);
            road.Worker.Flush();
            Assert.True(road.CallerReceive(out _));
            road.Caller.Release();
        }

        Assert.Equal(before, OpenRoadDescriptors());
    }

    [Fact]
    public void A_frame_longer_than_allowed_is_refused_at_the_sending_end()
    {
        using var road = Open(20);
        var tooLong = Payload.InPieces(new byte[MaximumPayload + 1], 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => road.Caller.Post(Header(1), tooLong, null));
    }

    private protected virtual int MaximumPayload => 1 << 24;

    private protected static byte[] Bytes(in IncomingFrame frame)
    {
        unsafe
        {
            return frame.Data is null ? frame.Assembled.ToArray() : new ReadOnlySpan<byte>(frame.Data, (int)frame.Length).ToArray();
        }
    }

    private protected static void Settle(RoadPair road)
    {
        road.Caller.Flush();
        while (road.Caller.PendingBytes > 0)
        {
            road.Set.Wait(-1);
            road.Caller.Flush();
        }
    }

    private static void Echo(FrameChannel worker, int rounds, Random? dawdle)
    {
        for (var i = 0; i < rounds; i++)
        {
            Assert.True(worker.Receive(out var frame));
            worker.Post(frame.Header, Bytes(frame));
            worker.Release();
            worker.Flush();
            if (dawdle is not null) Thread.SpinWait(dawdle.Next(2000));
        }
    }

    private void Drive(RoadPair road, int[] down, int[] up, int seed)
    {
        var random = new Random(seed);
        int sent = 0, received = 0;
        while (sent < down.Length || received < up.Length || road.Caller.PendingBytes > 0)
        {
            for (var batch = random.Next(4); batch > 0 && sent < down.Length && road.Caller.PendingBytes < 4 * SmallCapacity; batch--, sent++)
                Send(road.Caller, random, sent, down[sent]);
            road.Caller.Flush();
            for (var batch = random.Next(4); batch > 0 && road.Caller.TryReceive(out var frame); batch--, received++)
            {
                Payload.Check(frame, received, up[received]);
                road.Caller.Release();
            }

            if (sent == down.Length && (received < up.Length || road.Caller.PendingBytes > 0)) road.Set.Wait(-1);
        }
    }

    private static void Send(FrameChannel channel, Random random, int number, int length)
    {
        var bytes = Payload.Of(length, number);
        if (random.Next(2) == 0) channel.Post(Header(number), bytes);
        else channel.Post(Header(number), Payload.InPieces(bytes, random.Next(1, 5)), null);
        if (random.Next(3) == 0) channel.Flush();
    }

    private int[] Sizes(int seed, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => random.Next(5) switch
        {
            0 => random.Next(3 * SmallCapacity),
            1 => (SmallCapacity / 2) + random.Next(-9, 10),
            2 => random.Next(SmallCapacity / 2),
            _ => random.Next(100),
        }).ToArray();
    }

    private static int OpenRoadDescriptors() => OpenFiles.Of().Count(static target => target.StartsWith("pipe:", StringComparison.Ordinal)
        || target.Contains("mpire", StringComparison.Ordinal) || target.StartsWith("socket:", StringComparison.Ordinal) || target.Contains("eventfd", StringComparison.Ordinal));
}
