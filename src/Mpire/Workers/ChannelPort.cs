using System.Runtime.CompilerServices;
using Mpire.Protocol;
using Mpire.Serialization;
using Mpire.Transport;

namespace Mpire.Workers;

/// <summary>Answers over the channel of a worker process.</summary>
internal sealed class ChannelPort(FrameChannel channel) : ResultPort
{
    private const int SmallResults = 4096;

    // What is longer than half a result ring is put together from parts on the other side, one more copy; and while the caller reads one message the
    // worker can write the next.
    private const long BytesAtOnce = 1 << 20;

    private readonly byte[] _small = new byte[ResultsPrefix.Size + SmallResults];
    private int _mostAtOnce = int.MaxValue;

    /// <summary>What is to be done before the last results of a chunk are handed over.</summary>
    public Action? BeforeLast { get; set; }

    /// <summary>How results are written; known once the worker's program is.</summary>
    public PayloadCodec Codec { get; set; } = PayloadCodec.Default;

    public override bool CopiesResults => true;

    public override int MostAtOnce => _mostAtOnce;

    public override UnsentResult? Deliver(in ChunkLabel chunk, ResultBlock block, int from, int to, bool last, long ticks)
    {
        if (last) BeforeLast?.Invoke();
        var header = new FrameHeader((short)MessageKind.Results, (short)(last ? 1 : 0), chunk.Number, chunk.First);
        var prefix = new ResultsPrefix { Ticks = ticks, From = from, Count = to - from };
        if (block.IsRaw && block.Bytes(from, to) is { Length: <= SmallResults } bytes)
        {
            Unsafe.WriteUnaligned(ref _small[0], prefix);
            bytes.CopyTo(_small.AsSpan(ResultsPrefix.Size));
            channel.Post(header, _small.AsSpan(0, ResultsPrefix.Size + bytes.Length));
            _mostAtOnce = int.MaxValue;
        }
        else
        {
            var writer = PayloadWriter.Rent();
            var failed = -1;
            try
            {
                writer.WriteUnmanaged(prefix);
                block.Write(Codec, writer, from, to, out failed);
            }
            catch (Exception error)
            {
                writer.Dispose();
                return new UnsentResult(from + Math.Max(0, failed), error, IsPlaceKnown: failed >= 0);
            }

            _mostAtOnce = (int)Math.Clamp(BytesAtOnce * (to - from) / writer.Length, 1, int.MaxValue);
            channel.Post(header, writer.AsSequence(), writer);
        }

        channel.Flush();
        return null;
    }

    public override void Failed(in ChunkLabel chunk, int offset, Exception error, bool goesOn = false) =>
        PostError(new FrameHeader((short)MessageKind.TaskFailed, (short)(goesOn ? 1 : 0), chunk.Number, chunk.First + offset), error);

    public override void Stopped(in ChunkLabel chunk)
    {
        channel.Post(new FrameHeader((short)MessageKind.ChunkStopped, 0, chunk.Number, chunk.First), default);
        channel.Flush();
    }

    /// <summary>A function has changed what it captured.</summary>
    public void Changed(long function, string variable)
    {
        var writer = PayloadWriter.Rent();
        writer.WriteString(variable);
        channel.Post(new FrameHeader((short)MessageKind.Changed, 0, 0, function), writer.AsSequence(), writer);
        channel.Flush();
    }

    /// <summary>This worker has more memory in use than it may have.</summary>
    public void Overgrown(long bytes)
    {
        channel.Post(new FrameHeader((short)MessageKind.Overgrown, 0, 0, bytes), default);
        channel.Flush();
    }

    /// <summary>This worker cannot work.</summary>
    public void Unusable(bool init, Exception error) => PostError(new FrameHeader((short)MessageKind.Unusable, 0, init ? 1 : 0, 0), error);

    /// <summary>The exit hook has run.</summary>
    public void Exited(bool hasResult, object? result)
    {
        var writer = PayloadWriter.Rent();
        try
        {
            writer.WriteByte((byte)(hasResult ? 1 : 0));
            if (hasResult) Codec.WriteGraph(writer, result, "exit result");
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        channel.Post(new FrameHeader((short)MessageKind.Exited, 0, 0, 0), writer.AsSequence(), writer);
        channel.Flush();
    }

    /// <summary>The exit hook failed.</summary>
    public void ExitFailed(Exception error) => PostError(new FrameHeader((short)MessageKind.ExitFailed, 0, 0, 0), error);

    private void PostError(in FrameHeader header, Exception error)
    {
        var writer = PayloadWriter.Rent();
        ExceptionCodec.Write(Codec, writer, error);
        channel.Post(header, writer.AsSequence(), writer);
        channel.Flush();
    }
}
