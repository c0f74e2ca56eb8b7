using System.Diagnostics;
using System.Runtime.Versioning;

namespace Mpire.Tests.Lifecycle;

/// <summary>A thousand workers killed inside locks, with permits, and between an item taken and handed on. Under the fork server, where another is there in
/// milliseconds.</summary>
[SupportedOSPlatform("linux")]
public sealed class ThousandKillsTests() : PoolTest(guard: 300)
{
    private const int Kills = 1000;
    private const int Places = 4;
    private const int Items = 20_000;

    [Fact]
    public async Task Nobody_waits_for_ever_and_nothing_is_lost_but_what_was_taken_for_good()
    {
        Assert.SkipUnless(StartMethods.IsSupported(StartMethod.ForkServer, out var whyNot), whyNot ?? "");
        using var things = new Things();
        for (var item = 0; item < Items; item++) things.Source.Add(item);
        using var pool = WorkerPool.Create(Places, StartMethod.ForkServer).Share(things).Build();
        var policy = new FailurePolicy { DeathRetries = int.MaxValue, Backoff = TimeSpan.Zero };
        var map = pool.ForEachAsync(
            static (worker, place) => Work(worker.Shared, place), Enumerable.Range(0, Places), new MapOptions { ChunkSize = 1, Failures = policy }, Token);
        var random = new Random(1000);
        for (var kill = 0; kill < Kills; kill++)
        {
            var place = random.Next(Places);
            Eventually(() => things.Processes[place] != 0 || map.IsCompleted, TimeSpan.FromSeconds(30), () => $"no worker at place {place} after {kill} kills");
            Assert.False(map.IsCompleted, $"the map ended after {kill} kills: {map.Exception}");
            Thread.SpinWait(random.Next(20_000));
            using var victim = Process.GetProcessById(things.Processes.Exchange(place, 0));
            victim.Kill();
        }

        things.End.Set();
        await map.WaitAsync(TimeSpan.FromSeconds(30), Token);

        // All of it is whole, free, and has been told of.
        Change(things);
        Assert.Equal(things.Halves[0], things.Halves[1]);

        // Those of the dead come back when somebody needs them.
        Assert.True(things.Permits.TryEnter(TimeSpan.FromSeconds(20), out var first));
        Assert.True(things.Permits.TryEnter(TimeSpan.FromSeconds(20), out var second));
        first.Dispose();
        second.Dispose();
        var left = things.Source.Count;
        var handed = new HashSet<int>();
        while (things.Handed.TryTake(out var item)) Assert.True(handed.Add(item), $"item {item} came twice");
        Assert.InRange(handed.Count + left, Items - Kills, Items);
    }

    private static void Work(Things things, int place)
    {
        things.Processes[place] = Environment.ProcessId;
        while (!things.End.IsSet)
        {
            Change(things);
            if (things.Permits.TryEnter(TimeSpan.FromSeconds(20), out var permit)) permit!.Dispose();
            else throw new TimeoutException("no permit came back");
            if (things.Source.TryTake(out var item)) things.Handed.Add(item);
        }
    }

    private static void Change(Things things)
    {
        if (!things.Lock.TryEnter(TimeSpan.FromSeconds(20), out var scope)) throw new TimeoutException("the lock did not come back");
        using (scope)
        {
            // Who died inside may have changed one half.
            if (scope.HasPreviousHolderDied) things.Halves[1] = things.Halves[0];
            if (things.Halves[0] != things.Halves[1]) throw new InvalidDataException("a half change that nobody was told of");
            things.Halves[0]++;
            things.Halves[1]++;
        }
    }

    private sealed class Things : IDisposable
    {
        [NonSerialized]
        private readonly SharedManager? _manager = SharedManager.Create();

        public Things() => (Source, Handed) = (_manager!.CreateQueue<int>(), _manager.CreateQueue<int>());

        public SharedMutex Lock { get; } = SharedMutex.Create();

        public SharedArray<long> Halves { get; } = SharedArray.Create<long>(2);

        public SharedArray<int> Processes { get; } = SharedArray.Create<int>(Places);

        public SharedSemaphore Permits { get; } = SharedSemaphore.Create(2);

        public SharedEvent End { get; } = SharedEvent.Create();

        public SharedQueue<int> Source { get; }

        public SharedQueue<int> Handed { get; }

        public void Dispose()
        {
            Lock.Dispose();
            Halves.Dispose();
            Processes.Dispose();
            Permits.Dispose();
            End.Dispose();
            _manager?.Dispose();
        }
    }
}
