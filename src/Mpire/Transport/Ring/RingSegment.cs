using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Transport;

/// <summary>
/// One worker's shared memory, mapped: a control page, then the bytes of the two rings. Each ring's bytes are mapped twice back to back, so that
/// whatever lies in a ring lies in one piece of addresses, even across its end.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class RingSegment
{
    private readonly ControlPage _control;
    private readonly long _length;
    private readonly byte* _tasks;
    private readonly byte* _results;
    private byte* _rings;

    private RingSegment(int memory, ControlPage control)
    {
        _control = control;
        var words = control.Words;
        _length = 2 * (words->TaskCapacity + words->ResultCapacity);
        _rings = Mmap.Reserve(_length);
        try
        {
            _tasks = _rings;
            _results = _rings + (2 * words->TaskCapacity);
            MapTwice(_tasks, memory, words->ControlLength, words->TaskCapacity);
            MapTwice(_results, memory, words->ControlLength + words->TaskCapacity, words->ResultCapacity);
        }
        catch
        {
            Unmap();
            throw;
        }
    }

    /// <summary>The words; valid while this segment is reachable.</summary>
    public SegmentControl* Words => _control.Words;

    /// <summary>The worker's board.</summary>
    public WorkerBoard Board => _control.Board;

    /// <summary>Creates and maps a segment.</summary>
    /// <param name="settings">Sizes, checked.</param>
    /// <param name="memory">Its memory, for the worker; owned by the caller of this method.</param>
    public static RingSegment Create(RingSettings settings, out int memory)
    {
        memory = Memfd.Create("mpire-road", Environment.SystemPageSize + (long)settings.TaskCapacity + settings.ResultCapacity);
        try
        {
            var control = new ControlPage(memory);
            *control.Words = new SegmentControl
            {
                Magic = SegmentControl.ExpectedMagic,
                Version = SegmentControl.ExpectedVersion,
                ControlLength = Environment.SystemPageSize,
                TaskCapacity = settings.TaskCapacity,
                ResultCapacity = settings.ResultCapacity,
                MaximumPayload = settings.MaximumPayload,
                WorkerSpinMicroseconds = settings.SpinMicroseconds,
            };
            return new RingSegment(memory, control);
        }
        catch
        {
            Descriptor.Close(memory);
            throw;
        }
    }

    /// <summary>Maps a segment that another process (or end) created.</summary>
    /// <exception cref="RoadViolationException">It is not such a segment, or another version of this library made it.</exception>
    public static RingSegment Open(int memory)
    {
        var control = new ControlPage(memory);
        var words = control.Words;
        if (words->Magic != SegmentControl.ExpectedMagic) throw new RoadViolationException("The shared memory is not one of a worker.");
        if (words->Version != SegmentControl.ExpectedVersion || words->ControlLength != Environment.SystemPageSize)
        {
            throw new RoadViolationException(
                $"The shared memory has layout {words->Version} with pages of {words->ControlLength} bytes, but this process knows layout "
                + $"{SegmentControl.ExpectedVersion} with {Environment.SystemPageSize}: caller and worker loaded different versions of Mpire.");
        }

        return new RingSegment(memory, control);
    }

    /// <summary>The producer of the ring from caller to worker.</summary>
    public RingProducer TaskProducer() => new(&Words->Tasks, _tasks, Words->TaskCapacity);

    /// <summary>The consumer of the ring from caller to worker.</summary>
    public RingConsumer TaskConsumer() => new(&Words->Tasks, _tasks, Words->TaskCapacity);

    /// <summary>The producer of the ring from worker to caller.</summary>
    public RingProducer ResultProducer() => new(&Words->Results, _results, Words->ResultCapacity);

    /// <summary>The consumer of the ring from worker to caller.</summary>
    public RingConsumer ResultConsumer() => new(&Words->Results, _results, Words->ResultCapacity);

    /// <summary>Unmaps the rings; neither end of one may be touched afterwards. The board stays, see <see cref="ControlPage"/>.</summary>
    public void Unmap()
    {
        if (_rings is null) return;
        Mmap.Unmap(_rings, _length);
        _rings = null;
    }

    private static void MapTwice(byte* address, int memory, long offset, long capacity)
    {
        Mmap.MapAt(address, memory, offset, capacity);
        Mmap.MapAt(address + capacity, memory, offset, capacity);
    }
}
