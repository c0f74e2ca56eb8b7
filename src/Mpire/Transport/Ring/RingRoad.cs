using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Transport;

/// <summary>
/// The road over shared memory, Linux only. Per worker one memory with two rings, and four pipes that carry wake-ups and, by their end, the news
/// of a death:
/// <code>
///   caller                                  worker
///   sender   ──── task ring ─────────────▶  receiver
///            ──── data bell ─────────────▶    "there is something to read"
///   receiver ◀─── result ring ────────────  sender
///            ──── room bell ─────────────▶    "there is room again"
///            ◀─── caller's bell ───────────   either of the two, for the driver that polls all workers
///   anybody  ──── attention ─────────────▶  a thread of its own, awake even while a task runs
/// </code>
/// </summary>
[SupportedOSPlatform("linux")]
internal static class RingRoad
{
    private const int EndsPerWorker = 5;

    /// <summary>Builds a road and opens the calling process's end.</summary>
    /// <param name="settings">Sizes and manners.</param>
    /// <param name="ticket">What the worker needs; dispose it once the worker's process exists.</param>
    /// <exception cref="IOException">No memory or descriptors left; nothing stays behind.</exception>
    public static RingCallerEnd CreateCallerEnd(RingSettings settings, out RoadTicket ticket)
    {
        settings.Check();
        var segment = RingSegment.Create(settings, out var memory);
        var ends = new List<int> { memory };
        try
        {
            memory = ends[0] = AwayFromStandard(memory);
            AddPipe(ends, out var dataIn, out var dataOut);
            AddPipe(ends, out var roomIn, out var roomOut);
            AddPipe(ends, out var attentionIn, out var attentionOut);
            AddPipe(ends, out var callerIn, out var callerOut);
            // The caller never waits for a worker: not in a full pipe, not in an empty one.
            Descriptor.SetNonBlocking(dataOut);
            Descriptor.SetNonBlocking(roomOut);
            Descriptor.SetNonBlocking(attentionOut);
            Descriptor.SetNonBlocking(callerIn);
            Descriptor.SetNonBlocking(callerOut);
            var dataBell = new Doorbell(dataOut);
            var roomBell = new Doorbell(roomOut);
            var sender = new RingSender(segment.TaskProducer(), dataBell, settings.MaximumPayload);
            var receiver = new RingReceiver(segment.ResultConsumer(), roomBell, settings.MaximumPayload);
            ticket = new RingTicket(memory, dataIn, roomIn, attentionIn, callerOut);
            return new RingCallerEnd(segment, sender, receiver, callerIn, dataBell, roomBell, new Doorbell(attentionOut));
        }
        catch
        {
            foreach (var end in ends) Descriptor.Close(end);
            segment.Unmap();
            throw;
        }
    }

    /// <summary>Opens the worker's end.</summary>
    /// <param name="numbers">The descriptors' numbers, as in the address; the end owns them from now on.</param>
    /// <exception cref="FormatException">Not an address that a ticket gave.</exception>
    public static unsafe RingWorkerEnd OpenWorkerEnd(ReadOnlySpan<char> numbers)
    {
        Span<int> ends = stackalloc int[EndsPerWorker];
        for (var i = 0; i < EndsPerWorker; i++)
        {
            var comma = i == EndsPerWorker - 1 ? numbers.Length : numbers.IndexOf(',');
            if (comma < 0 || !int.TryParse(numbers[..comma], out ends[i]) || ends[i] < 0)
                throw new FormatException("The address of a ring road is five descriptor numbers.");
            numbers = numbers[Math.Min(comma + 1, numbers.Length)..];
        }

        // Passing them on to the worker has cleared it.
        foreach (var end in ends) Descriptor.SetCloseOnExec(end);
        var segment = RingSegment.Open(ends[0]);
        Descriptor.Close(ends[0]);
        var callerBell = new Doorbell(ends[4]);
        var maximum = segment.Words->MaximumPayload;
        var sender = new RingSender(segment.ResultProducer(), callerBell, maximum);
        var receiver = new RingReceiver(segment.TaskConsumer(), callerBell, maximum);
        return new RingWorkerEnd(segment, sender, receiver, ends[1], ends[2], ends[3], callerBell);
    }

    private static void AddPipe(List<int> ends, out int readEnd, out int writeEnd)
    {
        Pipe.Create(out readEnd, out writeEnd);
        readEnd = AwayFromStandard(readEnd);
        ends.Add(readEnd);
        writeEnd = AwayFromStandard(writeEnd);
        ends.Add(writeEnd);
    }

    // A program that closed its standard input gets such numbers; in the worker they would be taken for the standard streams.
    private static int AwayFromStandard(int descriptor)
    {
        const int firstFree = 3;
        if (descriptor >= firstFree) return descriptor;
        var moved = Descriptor.Duplicate(descriptor, firstFree);
        Descriptor.Close(descriptor);
        return moved;
    }
}
