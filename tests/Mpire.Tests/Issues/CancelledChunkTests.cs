using System.Runtime.InteropServices;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Tests.Issues;

public sealed unsafe class CancelledChunkTests
{
    [Fact]
    public void The_cancellation_of_one_chunk_cannot_reach_the_next()
    {
        var memory = (byte*)NativeMemory.AlignedAlloc(WorkerBoard.Size, 128);
        try
        {
            NativeMemory.Clear(memory, WorkerBoard.Size);
            var board = new WorkerBoard(memory);
            var session = new WorkerSession(0, 1, board);
            session.BeginChunk(1);
            var first = session.CancellationToken;

            // The caller has cancelled; whoever hears it has yet to call Cancel on the token's source.
            board.CancelledChunk = 1;
            session.EndChunk();
            session.BeginChunk(2);
            Assert.NotEqual(first, session.CancellationToken);
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }
}
