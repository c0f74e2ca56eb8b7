using System.Runtime.InteropServices;
using Mpire.Transport;

namespace Mpire.Tests.Contracts;

/// <summary>The edges of a worker's life: its last token, fresh workers, numbers that wrap, tasks that call their own pool.</summary>
public abstract class EndContract(WorkerPoolOptions method) : PoolContract(method)
{
    [Fact]
    public async Task The_exit_hook_does_not_see_the_cancelled_token_of_the_last_chunk()
    {
        var (begun, gate) = (NewTally(), NewGate());
        var pool = Track(
            NewBuilder(1, o => o with { CancellationGrace = Timeout.InfiniteTimeSpan })
                .WithState(static _ => 0, static worker => worker.CancellationToken.IsCancellationRequested).Build());
        StartEarly(pool);
        using var source = new CancellationTokenSource();
        var map = Task.Run(() => pool.ForEach(
            static item =>
            {
                item.Begun.Add();
                item.Gate.Pass();
            },
            [(Begun: begun, Gate: gate)],
            cancellationToken: source.Token));
        begun.WaitFor(1);
        await source.CancelAsync();
        gate.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => map);
        pool.Stop();
        Assert.Equal([false], pool.GetExitResults<bool>());
    }

    [Fact]
    public void Without_KeepAlive_a_map_does_not_get_the_worker_of_a_call_before_it()
    {
        var pool = Track(NewBuilder(1, o => o with { KeepAlive = false }).WithState(static _ => Guid.NewGuid()).Build());
        var first = pool.Apply(static worker => worker.State);
        Assert.NotEqual(first, pool.Map(static (worker, _) => worker.State, [1]).Single());
    }

    [Fact]
    public void Chunks_go_on_where_their_numbers_wrap()
    {
        var pool = NewPool(1);
        pool.Map(static x => x, [1]);
        Engines.Of(pool).Slots[0].LastSent = int.MaxValue - 20;
        for (var round = 0; round < 4; round++)
            Assert.Equal(Enumerable.Range(0, 30).Select(x => x * 2), pool.Map(static x => x * 2, Enumerable.Range(0, 30), new MapOptions { ChunkSize = 1 }));
        Engines.Of(pool).Slots[0].LastSent = -20;
        for (var round = 0; round < 4; round++) Assert.Equal(round, pool.Apply(static x => x, round));
        for (var round = 0; round < 4; round++)
            Assert.Equal(Enumerable.Range(0, 30).Select(x => x * 2), pool.Map(static x => x * 2, Enumerable.Range(0, 30), new MapOptions { ChunkSize = 1 }));
    }

    [Fact]
    public unsafe void A_worker_that_a_task_has_kept_can_be_asked_after_its_end()
    {
        if (HasProcesses) return;
        var pool = NewPool(1);
        Worker? kept = null;
        pool.ForEach((worker, _) => kept = worker, [1]);
        pool.Dispose();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        // Whatever was freed is somebody else's now.
        var blocks = new nint[2_000];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = (nint)NativeMemory.AlignedAlloc(WorkerBoard.Size, 128);
            NativeMemory.Fill((void*)blocks[i], WorkerBoard.Size, 0xAB);
        }

        Assert.False(kept!.CancellationToken.IsCancellationRequested);
        Assert.Equal(0, kept.Session.Board.CurrentTask);
        foreach (var block in blocks) NativeMemory.AlignedFree((void*)block);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_task_that_could_only_wait_for_itself_is_refused(int workers)
    {
        // A process cannot have the pool at all.
        if (HasProcesses) return;
        var pool = NewPool(workers);
        var begun = NewTally();
        var error = Assert.Throws<InvalidOperationException>(() => pool.ForEach(
            _ =>
            {
                begun.Add();
                begun.WaitFor(workers);
                pool.Apply(static () => 1);
            },
            Enumerable.Range(0, workers),
            new MapOptions { ChunkSize = 1 }));
        Assert.Contains("own pool", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, pool.Apply(static () => 5));
    }

    [Fact]
    public void A_task_may_call_its_own_pool_while_another_worker_is_free()
    {
        if (HasProcesses) return;
        var pool = NewPool(2);
        Assert.Equal([11], pool.Map(x => pool.Apply(static y => y + 1, x), [10]));
    }

    [Fact]
    public void A_task_that_stops_its_own_pool_is_refused_and_one_that_terminates_it_is_not_heard_again()
    {
        if (HasProcesses) return;
        var pool = NewPool(2);
        Assert.Contains("Stop", Assert.Throws<InvalidOperationException>(() => pool.Apply(() => pool.Stop())).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<OperationCanceledException>(() => pool.Apply(pool.Terminate));
        Assert.Equal(5, pool.Apply(static () => 5));
    }
}
