using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;
using Mpire.Transport;

namespace Mpire.Tests.Transport;

[SupportedOSPlatform("linux")]
[Collection(RoadsCollection.Name)]
public sealed unsafe class RingRoadTests : FrameChannelContract
{
    public RingRoadTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Shared memory by memfd is Linux's.");

    private RingSettings Small => new() { TaskCapacity = SmallCapacity, ResultCapacity = SmallCapacity, MaximumPayload = MaximumPayload };

    private protected override RoadPair Open(int spinMicroseconds) =>
        Open(Small with { SpinMicroseconds = spinMicroseconds }, new RingWaitSet { SpinMicroseconds = spinMicroseconds });

    private protected override RoadPair OpenInto(WaitSet set) => Open(Small, set);

    [Fact]
    public void A_result_of_half_the_ring_is_read_in_place_while_the_next_one_arrives()
    {
        using var road = Open(RingSettings.Default, new RingWaitSet());
        var large = Payload.Of(2 << 20, 1);
        road.Worker.Post(Header(1), large);
        road.Worker.Flush();
        Assert.True(road.CallerReceive(out var first));
        Assert.True(first.Data is not null);
        road.Worker.Post(Header(2), Payload.Of(1 << 20, 2));
        road.Worker.Flush();
        Payload.Check(first, 1, large.Length);
        road.Caller.Release();
        Assert.True(road.CallerReceive(out var second));
        Assert.True(second.Data is not null);
        Payload.Check(second, 2, 1 << 20);
        road.Caller.Release();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData((1 << 24) + 1)]
    [InlineData(1000)]
    public void A_length_that_cannot_be_makes_the_worker_count_as_gone(long length)
    {
        using var torn = new TornWorker(Small);
        torn.WriteHeader(length);
        torn.Producer.Publish();
        torn.CheckCallerGivesUp();
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(12)]
    [InlineData(1 << 20)]
    [InlineData(long.MaxValue & ~7L)]
    public void A_position_that_cannot_be_makes_the_worker_count_as_gone(long head)
    {
        using var torn = new TornWorker(Small);
        Volatile.Write(ref torn.Segment.Words->Results.Head, head);
        torn.CheckCallerGivesUp();
    }

    [Theory]
    [InlineData(8)]
    [InlineData(-8)]
    public void A_reader_that_is_ahead_of_the_writer_counts_as_gone(long tail)
    {
        using var torn = new TornWorker(Small);
        Volatile.Write(ref torn.Segment.Words->Tasks.Tail, tail);
        for (var i = 0; i < 3; i++) torn.Caller.Post(Header(i), new byte[SmallCapacity / 2]);
        Assert.NotNull(torn.Caller.Violation);
        Assert.True(torn.Caller.IsPeerGone);
    }

    [Fact]
    public void The_worker_keeps_to_the_callers_longest_payload()
    {
        using var road = Open(20);
        Assert.Throws<ArgumentOutOfRangeException>(() => road.Worker.Post(Header(1), new byte[MaximumPayload + 1]));
    }

    [Fact]
    public void A_frame_torn_by_death_is_dropped_after_every_whole_one()
    {
        using var torn = new TornWorker(Small);
        torn.WriteHeader(0);
        torn.WriteHeader(3 * SmallCapacity);
        torn.Producer.Advance(8000);
        torn.Producer.Publish();
        torn.Die();
        Assert.True(torn.CallerReceive(out var whole));
        Assert.Equal(0, whole.Length);
        torn.Caller.Release();
        Assert.False(torn.CallerReceive(out _));
        Assert.True(torn.Caller.IsPeerGone);
        Assert.Null(torn.Caller.Violation);
    }

    [Fact]
    public void A_dead_worker_is_noticed_by_a_driver_that_never_sleeps()
    {
        using var road = Open(20);
        road.Worker.Dispose();
        var until = DateTime.UtcNow.AddSeconds(30);
        while (!road.Set.Wait(0)) Assert.True(DateTime.UtcNow < until);
        Assert.True(road.Caller.IsPeerGone);
    }

    [Fact]
    public void The_layout_of_the_shared_memory_is_fixed()
    {
        Assert.Equal((512, 2048, 512, 24), (sizeof(RingControl), sizeof(SegmentControl), sizeof(WorkerBoard.Words), sizeof(FrameHeader)));
        SegmentControl control;
        Assert.Equal(0, Offset(&control, &control.Magic));
        Assert.Equal(8, Offset(&control, &control.Version));
        Assert.Equal(12, Offset(&control, &control.ControlLength));
        Assert.Equal(16, Offset(&control, &control.TaskCapacity));
        Assert.Equal(24, Offset(&control, &control.ResultCapacity));
        Assert.Equal(32, Offset(&control, &control.MaximumPayload));
        Assert.Equal(128, Offset(&control, &control.WorkerSpinMicroseconds));
        Assert.Equal(512, SegmentControl.BoardOffset);
        Assert.Equal(1024, Offset(&control, &control.Tasks.Head));
        Assert.Equal(1024 + 128, Offset(&control, &control.Tasks.Tail));
        Assert.Equal(1024 + 256, Offset(&control, &control.Tasks.ConsumerWaiting));
        Assert.Equal(1024 + 384, Offset(&control, &control.Tasks.ProducerWaiting));
        Assert.Equal(1536, Offset(&control, &control.Results.Head));
        FrameHeader header;
        Assert.Equal(0, Offset(&header, &header.Length));
        Assert.Equal(8, Offset(&header, &header.Kind));
        Assert.Equal(10, Offset(&header, &header.Flags));
        Assert.Equal(12, Offset(&header, &header.Aux));
        Assert.Equal(16, Offset(&header, &header.Sequence));
        WorkerBoard.Words words;
        Assert.Equal(0, Offset(&words, &words.Claim));
        Assert.Equal(128, Offset(&words, &words.CurrentTask));
        Assert.Equal(136, Offset(&words, &words.Phase));
        Assert.Equal(256, Offset(&words, &words.CancelledChunk));
    }

    [Fact]
    public void A_worker_of_another_version_refuses_the_memory()
    {
        var segment = RingSegment.Create(Small, out var memory);
        segment.Words->Version++;
        Assert.Throws<RoadViolationException>(() => RingSegment.Open(memory));
        segment.Words->Magic++;
        Assert.Throws<RoadViolationException>(() => RingSegment.Open(memory));
        segment.Unmap();
        Descriptor.Close(memory);
    }

    [Fact]
    public void More_memory_than_there_can_be_is_refused_in_words()
    {
        const long wanted = 1L << 60;
        var refusal = Assert.Throws<IOException>(() => Mmap.Unmap(Mmap.Reserve(wanted), wanted));
        Assert.Contains($"{wanted} bytes", refusal.Message, StringComparison.Ordinal);
        refusal = Assert.Throws<IOException>(() => Memfd.Create("mpire-test", -wanted));
        Assert.Contains($"{-wanted} bytes", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(12288)]
    public void A_capacity_that_cannot_be_mapped_twice_is_refused(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RingRoad.CreateCallerEnd(Small with { TaskCapacity = capacity }, out _));

    [Theory]
    [InlineData("")]
    [InlineData("ring")]
    [InlineData("ring:")]
    [InlineData("ring:1,2,3,4")]
    [InlineData("ring:1,2,3,4,5,6")]
    [InlineData("ring:1,2,3,4,x")]
    [InlineData("ring:-1,2,3,4,5")]
    [InlineData("rope:1")]
    public void An_address_of_no_road_is_refused(string address) => Assert.Throws<FormatException>(() => Road.OpenWorkerEnd(address));

    private static long Offset(void* start, void* field) => (byte*)field - (byte*)start;

    private static RoadPair Open(RingSettings settings, WaitSet set)
    {
        var caller = RingRoad.CreateCallerEnd(settings, out var ticket);
        var worker = Road.OpenWorkerEnd(ticket.Address);
        ticket.HandOver();
        set.Add(caller);
        return new RoadPair(caller, worker, set);
    }

    /// <summary>A worker's end taken apart, so that it can write what no honest one writes.</summary>
    private sealed class TornWorker : IDisposable
    {
        private readonly RingWaitSet _set = new();
        private readonly RoadTicket _ticket;

        public TornWorker(RingSettings settings)
        {
            Caller = RingRoad.CreateCallerEnd(settings, out _ticket);
            Segment = RingSegment.Open(_ticket.Descriptors[0]);
            Producer = Segment.ResultProducer();
            _set.Add(Caller);
        }

        public RingCallerEnd Caller { get; }

        public RingSegment Segment { get; }

        public RingProducer Producer { get; }

        public void WriteHeader(long length)
        {
            var header = Header(1);
            header.Length = length;
            Unsafe.WriteUnaligned(Producer.Next, header);
            Producer.Advance(sizeof(FrameHeader));
        }

        public void Die() => _ticket.Dispose();

        public bool CallerReceive(out IncomingFrame frame)
        {
            while (!Caller.TryReceive(out frame))
            {
                if (Caller.IsPeerGone) return false;
                _set.Wait(-1);
            }

            return true;
        }

        public void CheckCallerGivesUp()
        {
            Assert.False(CallerReceive(out _));
            Assert.NotNull(Caller.Violation);
            Assert.True(Caller.IsPeerGone);
            Caller.Post(Header(1), [1]);
            Caller.Flush();
            Assert.Equal(0, Caller.PendingBytes);
        }

        public void Dispose()
        {
            _set.Remove(Caller);
            _set.Dispose();
            Caller.Dispose();
            Segment.Unmap();
            _ticket.Dispose();
        }
    }
}
