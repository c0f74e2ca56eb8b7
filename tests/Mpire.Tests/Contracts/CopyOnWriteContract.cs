using System.Globalization;
using System.Runtime.InteropServices;

namespace Mpire.Tests.Contracts;

/// <summary>Everybody reads one copy of a copy-on-write array, and nobody sees what another process has written.</summary>
public abstract class CopyOnWriteContract(WorkerPoolOptions method) : PoolContract(method)
{
    private const int Length = 10_000;

    /// <summary>Whether the memory is the framework's, not the system's own.</summary>
    protected virtual bool IsPortable => false;

    [Fact]
    public void What_a_worker_writes_neither_the_others_nor_the_caller_see()
    {
        Assert.SkipUnless(HasProcesses, "all threads have the same array");
        using var array = New(Enumerable.Range(0, Length));
        array[7] = -7;
        var pool = Track(NewBuilder(2).Share(array).Build());
        using var met = SharedBarrier.Create(2);
        var sums = pool.Map(
            (worker, x) =>
            {
                using var self = met.Join();
                var before = worker.Shared.Sum();
                worker.Shared.AsSpan().Fill(x);
                self.SignalAndWait(worker.CancellationToken);
                return (before, worker.Shared.Sum());
            },
            [1, 2],
            new MapOptions { ChunkSize = 1 });
        var sum = Enumerable.Range(0, Length).Sum();

        // A copy of the caller begins with what that had written.
        var first = HasCopies ? sum - 14 : sum;
        Assert.Equal([(first, Length), (first, 2 * Length)], sums);
        Assert.Equal(sum - 14, array.Sum());
        pool.Dispose();

        // Others still get what was shared.
        Assert.Equal(HasCopies ? -7 : 7, NewPool(1).Apply(static array => array[7], array));
    }

    [Fact]
    public void Tasks_of_one_process_have_one_array()
    {
        using var array = New([1, 2, 3]);
        var pool = NewPool(1);
        pool.Apply(static array => array[0] = 10, array);
        Assert.Equal(15, pool.Apply(static array => array.Sum(), array));
        Assert.Equal(HasProcesses ? 6 : 15, array.Sum());
    }

    [Fact]
    public void It_is_shared_captured_argument_result_and_nested()
    {
        using var array = New(Enumerable.Range(0, Length));
        var pool = NewPool(2);
        Assert.All(pool.Map(i => array[i] == i && array.Length == Length, Enumerable.Range(0, 100)), Assert.True);
        Assert.Same(array, pool.Apply(static x => x, array));
        var (first, second) = pool.Apply(static x => (x["a"], x["b"]), new Dictionary<string, CopyOnWriteArray<int>> { ["a"] = array, ["b"] = array });
        Assert.Same(array, first);
        Assert.Same(array, second);
        var isPortable = IsPortable;
        using var made = pool.Apply(
            isPortable => CopyOnWriteArray.Create<int>(5, static span => span.Fill(5), "", isPortable), isPortable);
        Assert.Equal([5, 5, 5, 5, 5], made);
        var method = Nested;
        Assert.Equal(array.Sum(), pool.Apply(() =>
        {
            using var inner = new WorkerPool(method with { Workers = 1 });
            return inner.Apply(static array => array.Sum(), array);
        }));
    }

    [Fact]
    public void A_file_is_read_where_it_lies_and_never_written()
    {
        var path = Path.GetTempFileName();
        try
        {
            double[] numbers = [.. Enumerable.Range(0, Length).Select(i => i / 4.0)];
            byte[] head = [.. Enumerable.Repeat((byte)0xEE, 128)];
            byte[] bytes = [.. head, .. MemoryMarshal.AsBytes(numbers.AsSpan())];
            File.WriteAllBytes(path, bytes);
            using var all = CopyOnWriteArray.FromFile<double>(path, head.Length, null, IsPortable);
            using var part = CopyOnWriteArray.FromFile<double>(path, head.Length + (600 * sizeof(double)), 100, IsPortable);
            Assert.Equal(numbers, all);
            Assert.Equal(numbers[600..700], part);
            var pool = Track(NewBuilder(2).Share((all, part)).Build());
            var sums = pool.Map(
                static (worker, i) =>
                {
                    var sum = worker.Shared.all.Sum() + worker.Shared.part[i];
                    return sum;
                },
                Enumerable.Range(0, 100));
            Assert.Equal(numbers[600..700].Select(x => x + numbers.Sum()), sums);
            pool.ForEach(static (worker, i) => worker.Shared.all[i] = worker.Shared.part[i] = -1, [0, 1]);
            Assert.Equal(bytes, File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Four_workers_that_read_64_MB_have_it_once()
    {
        Assert.SkipUnless(HasProcesses && File.Exists("/proc/self/smaps_rollup"), "asks the system how much memory processes have, shared ones counted in part");
        const int workers = 4;
        const int size = 64 << 20;
        using var array = New(Enumerable.Repeat(1, size / sizeof(int)));
        using var read = SharedBarrier.Create(workers);
        using var asked = SharedBarrier.Create(workers);
        var pool = Track(NewBuilder(workers).Share(array).Build());
        var parts = pool.Map(
            (worker, _) =>
            {
                using var self = read.Join();
                using var sameSelf = asked.Join();
                var before = Proportion();
                var sum = 0;
                foreach (var x in worker.Shared.AsSpan()) sum += x;
                self.SignalAndWait(worker.CancellationToken);
                var after = Proportion();

                // Nobody ends while another one asks.
                sameSelf.SignalAndWait(worker.CancellationToken);
                return (sum, Grown: after - before);
            },
            Enumerable.Range(0, workers),
            new MapOptions { ChunkSize = 1 });
        Assert.All(parts, part => Assert.Equal(size / sizeof(int), part.sum));
        Assert.InRange(parts.Sum(part => part.Grown), size / 2, size * 5L / 4);

        static long Proportion() => 1024 * long.Parse(
            File.ReadLines("/proc/self/smaps_rollup").First(static line => line.StartsWith("Pss:", StringComparison.Ordinal))[4..^2],
            CultureInfo.InvariantCulture);
    }

    private CopyOnWriteArray<int> New(IEnumerable<int> items)
    {
        var array = items.ToArray();
        return CopyOnWriteArray.Create<int>(array.Length, span => array.CopyTo(span), "items", IsPortable);
    }
}
