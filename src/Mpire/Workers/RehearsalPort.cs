using Mpire.Serialization;

namespace Mpire.Workers;

/// <summary>Takes the answers of functions that are rehearsed: results are written as for a pool, and nobody reads them.</summary>
internal sealed class RehearsalPort(PayloadCodec codec) : ResultPort
{
    public override bool CopiesResults => true;

    /// <summary>What a task has thrown.</summary>
    public Exception? Failure { get; private set; }

    public override UnsentResult? Deliver(in ChunkLabel chunk, ResultBlock block, int from, int to, bool last, long ticks)
    {
        using var writer = PayloadWriter.Rent();
        var failed = -1;
        try
        {
            block.Write(codec, writer, from, to, out failed);
            return null;
        }
        catch (Exception error)
        {
            return new UnsentResult(from + Math.Max(0, failed), error, IsPlaceKnown: failed >= 0);
        }
    }

    public override void Failed(in ChunkLabel chunk, int offset, Exception error, bool goesOn = false) => Failure = error;

    public override void Stopped(in ChunkLabel chunk)
    {
    }
}
