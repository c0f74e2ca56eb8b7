namespace Mpire.Workers;

/// <summary>Takes the answers of functions that are rehearsed: nobody waits for them.</summary>
internal sealed class RehearsalPort : ResultPort
{
    public static RehearsalPort Instance { get; } = new();

    public override bool CopiesResults => true;

    public override void Deliver(in ChunkTicket chunk, ResultBlock block, int from, int to, bool last, long ticks)
    {
    }

    public override void Failed(in ChunkTicket chunk, int offset, Exception error)
    {
    }

    public override void Stopped(in ChunkTicket chunk)
    {
    }
}
