namespace Mpire.Tests.Forks;

// Tasks that fail and cost no others: their workers are replaced, by copies made in the middle of a map.
internal static partial class Scenarios
{
    private static void TimeLimit()
    {
        using var pool = new WorkerPool(Two with { CancellationGrace = TimeSpan.FromMilliseconds(10), TaskTimeout = TimeSpan.FromMilliseconds(300) });
        for (var i = 0; i < 3; i++)
        {
            var outcomes = pool.Map(
                x =>
                {
                    if (x is 20 or 70) Thread.Sleep(Timeout.Infinite);
                    return TaskOutcome.Of(2 * x);
                },
                Numbers,
                new MapOptions { Failures = FailurePolicy.Continue });
            Costs<WorkerTimeoutException>(outcomes, 20, 70);
        }

        Throws<WorkerTimeoutException>(() => pool.Map(_ => Forever(), Numbers));
        Same(Doubled, pool.Map(x => 2 * x, Numbers));

        static int Forever()
        {
            Thread.Sleep(Timeout.Infinite);
            return 0;
        }
    }

    private static void Continue()
    {
        using var pool = new WorkerPool(Two);
        for (var i = 0; i < 3; i++)
        {
            var outcomes = pool.Map(
                x =>
                {
                    if (x is 20 or 70) Environment.Exit(3);
                    return TaskOutcome.Of(2 * x);
                },
                Numbers,
                new MapOptions { Failures = FailurePolicy.Continue });
            Costs<WorkerDiedException>(outcomes, 20, 70);
        }
    }

    private static void Retry()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            using var pool = new WorkerPool(Two with { CancellationGrace = TimeSpan.FromMilliseconds(10), TaskTimeout = TimeSpan.FromMilliseconds(300) });
            var results = pool.Map(
                x =>
                {
                    var mark = Path.Combine(folder.FullName, $"{x}");
                    if (x % 30 != 0 || File.Exists(mark)) return 2 * x;
                    File.WriteAllText(mark, "tried");
                    if (x == 30) Environment.Exit(3);
                    if (x == 60) Thread.Sleep(Timeout.Infinite);
                    throw new InvalidOperationException("Not yet.");
                },
                Numbers,
                new MapOptions { Failures = FailurePolicy.Retry(1) with { Backoff = TimeSpan.FromMilliseconds(10) } });
            Same(Doubled, results);
            True(folder.GetFiles().Length == 4, "tasks have not failed that should have");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Costs<TError>(TaskOutcome<int>[] outcomes, params int[] failed)
        where TError : Exception
    {
        Same(failed, [.. Numbers.Where(x => !outcomes[x].Succeeded)]);
        foreach (var x in failed) True(outcomes[x].Error is TError, $"task {x} failed with {outcomes[x].Error}");
        foreach (var x in Numbers.Except(failed)) True(outcomes[x].Value == 2 * x, $"task {x} gave {outcomes[x].Value}");
    }
}
