using System.Numerics;

namespace Mpire.Tests.Contracts;

/// <summary>Steps on shared elements by many processes, each with many threads: nothing is lost and nothing is there twice.</summary>
public abstract class SharedAtomicsContract(WorkerPoolOptions method) : PoolContract(method)
{
    private const int Tasks = 9;
    private const int Threads = 2;
    private const int Steps = 2000;

    [Fact]
    public void Sums_are_right_for_every_type_of_number()
    {
        var pool = NewPool(3);
        Check<byte>(pool);
        Check<sbyte>(pool);
        Check<short>(pool);
        Check<ushort>(pool);
        Check<int>(pool);
        Check<uint>(pool);
        Check<long>(pool);
        Check<ulong>(pool);
        Check<float>(pool);
        Check<double>(pool);
    }

    [Fact]
    public void Whatever_is_exchanged_comes_out_once()
    {
        using var places = SharedArray.Create<int>(4);
        var pool = NewPool(3);
        var taken = pool.Map(
            task => OnThreads(thread =>
            {
                var random = new Random((task * Threads) + thread);
                var mine = ((task * Threads) + thread) * Steps;
                return Enumerable.Range(mine + 1, Steps).Select(value => places.Exchange(random.Next(4), value)).ToArray();
            }),
            Enumerable.Range(0, Tasks),
            new MapOptions { ChunkSize = 1 });
        var all = taken.SelectMany(ofTask => ofTask).SelectMany(ofThread => ofThread).Concat(places).Where(value => value != 0);
        Assert.Equal(Enumerable.Range(1, Tasks * Threads * Steps), all.Order());
    }

    [Fact]
    public void Of_all_that_compare_and_exchange_the_same_one_succeeds()
    {
        using var tickets = SharedValue.Create(0);
        var pool = NewPool(3);
        var drawn = pool.Map(
            _ => OnThreads(_ =>
            {
                var mine = new List<int>();
                while (mine.Count < Steps)
                {
                    var next = tickets.Value;
                    if (tickets.CompareExchange(next + 1, next) == next) mine.Add(next);
                }

                return mine.ToArray();
            }),
            Enumerable.Range(0, Tasks),
            new MapOptions { ChunkSize = 1 });
        Assert.Equal(Enumerable.Range(0, Tasks * Threads * Steps), drawn.SelectMany(ofTask => ofTask).SelectMany(ofThread => ofThread).Order());
    }

    // Small whole numbers, which floating point adds exactly; integers wrap.
    private static void Check<T>(WorkerPool pool)
        where T : unmanaged, INumber<T>
    {
        using var sums = SharedArray.Create<T>(3);
        var added = pool.Map(
            task => OnThreads(thread =>
            {
                var random = new Random((task * Threads) + thread);
                var own = new long[3];
                for (var i = 0; i < Steps; i++)
                {
                    var (place, value) = (random.Next(3), random.Next(100));
                    own[place] += value;
                    sums.Add(place, T.CreateTruncating(value));
                }

                return own;
            }),
            Enumerable.Range(0, Tasks),
            new MapOptions { ChunkSize = 1 });
        var expected = Enumerable.Range(0, 3).Select(place => T.CreateTruncating(added.Sum(ofTask => ofTask.Sum(own => own[place]))));
        Assert.Equal(expected, sums);
    }

    private static TResult[] OnThreads<TResult>(Func<int, TResult> work)
    {
        var results = new TResult[Threads];
        var threads = Enumerable.Range(0, Threads).Select(i => new Thread(() => results[i] = work(i))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return results;
    }
}
