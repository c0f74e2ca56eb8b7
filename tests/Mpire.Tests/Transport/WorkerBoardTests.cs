using System.Runtime.InteropServices;
using Mpire.Transport;

namespace Mpire.Tests.Transport;

public sealed unsafe class WorkerBoardTests
{
    [Fact]
    public void What_was_taken_back_long_ago_does_not_drop_chunks_after_the_numbers_wrap()
    {
        var memory = (byte*)NativeMemory.AlignedAlloc(WorkerBoard.Size, 128);
        NativeMemory.Clear(memory, WorkerBoard.Size);
        var board = new WorkerBoard(memory);
        Assert.True(board.TryClaim(1));
        Assert.Equal(1, board.TakeBack(3));
        Assert.False(board.TryClaim(2));
        Assert.False(board.TryClaim(3));

        // Each step stands for many chunks, all of them begun.
        var chunk = 4;
        for (var step = 0; step < 40; step++)
        {
            Assert.True(board.TryClaim(chunk), $"chunk {chunk}");
            Assert.False(board.TryClaim(chunk), $"chunk {chunk}, again");
            Assert.Equal(chunk, board.LastClaimed);
            chunk = unchecked(chunk + 300_000_000);
        }

        Assert.Equal(board.LastClaimed, board.TakeBack(chunk));
        Assert.False(board.TryClaim(chunk));
        NativeMemory.AlignedFree(memory);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Each_chunk_is_begun_once_or_taken_back_once(int seed)
    {
        const int chunks = 200_000;
        var memory = (byte*)NativeMemory.AlignedAlloc(WorkerBoard.Size, 128);
        NativeMemory.Clear(memory, WorkerBoard.Size);
        var board = new WorkerBoard(memory);
        var begun = new int[chunks + 1];
        var taken = new int[chunks + 1];
        var sent = 0;
        Together.Run(
            () =>
            {
                var random = new Random(seed);
                var returned = 0;
                while (sent < chunks)
                {
                    Volatile.Write(ref sent, Math.Min(chunks, sent + random.Next(1, 4)));
                    Thread.SpinWait(random.Next(30));
                    if (random.Next(3) != 0) continue;
                    var last = board.TakeBack(sent);
                    for (var chunk = Math.Max(last, returned) + 1; chunk <= sent; chunk++) taken[chunk]++;
                    returned = sent;
                }
            },
            () =>
            {
                var random = new Random(seed + 100);
                for (var chunk = 1; chunk <= chunks; chunk++)
                {
                    while (Volatile.Read(ref sent) < chunk) Thread.Yield();
                    if (board.TryClaim(chunk)) begun[chunk]++;
                    Thread.SpinWait(random.Next(30));
                }
            });
        for (var chunk = 1; chunk <= chunks; chunk++) Assert.Equal(1, begun[chunk] + taken[chunk]);
        Assert.Contains(1, taken);
        Assert.Contains(1, begun);
        NativeMemory.AlignedFree(memory);
    }
}
