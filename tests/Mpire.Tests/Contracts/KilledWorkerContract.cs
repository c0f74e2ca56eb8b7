namespace Mpire.Tests.Contracts;

/// <summary>What the runtime of a worker makes for debuggers must go with the worker, also when it is killed.</summary>
public abstract class KilledWorkerContract(WorkerPoolOptions method) : PoolContract(method)
{
    [Fact]
    public void A_worker_that_is_killed_leaves_no_file_behind()
    {
        var before = Directory.GetFileSystemEntries(PoolFolder.Path);
        var pool = NewPool();
        pool.Map(static x => x, Enumerable.Range(0, 4), new MapOptions { ChunkSize = 1 });
        pool.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(PoolFolder.Path).Except(before));
    }
}
