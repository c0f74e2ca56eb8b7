using Mpire;

namespace Tour;

/// <summary>What a failing task costs, and how long one may run.</summary>
internal static class FailurePolicies
{
    public static void Run()
    {
        Say.Line("Failure policies and time limits");
        FailFast();
        GoOn();
        TryAgain();
        Together();
        WithoutResults();
        TimeLimit();
    }

    private static void FailFast()
    {
        using var pool = new WorkerPool(workers: 2);
        try
        {
            // The default: the first failure ends the map.
            pool.Map(text => int.Parse(text), ["1", "two", "3"]);
        }
        catch (FormatException error)
        {
            Say.That("the task that failed", TaskFailure.Of(error)!.TaskIndex, TaskFailure.Of(error)!.TaskIndex == 1);
        }
    }

    private static void GoOn()
    {
        using var pool = new WorkerPool(workers: 2);
        TaskOutcome<int>[] outcomes = pool.Map(
            text => TaskOutcome.Of(int.Parse(text)), ["1", "two", "3"], new MapOptions { Failures = FailurePolicy.Continue });

        foreach (var outcome in outcomes)
        {
            if (outcome.Succeeded) Console.WriteLine($"  {outcome.Value}");
            else Console.WriteLine($"  {TaskFailure.Of(outcome.Error)}: {outcome.Error.Message}");
        }

        Say.That("good ones", outcomes.Count(outcome => outcome.Succeeded), outcomes.Count(outcome => outcome.Succeeded) == 2);
    }

    private static void TryAgain()
    {
        using var pool = new WorkerPool(workers: 2);
        using var attempts = SharedArray.Create<int>(3);

        // Each task that fails is run up to three times more, after 0.1, 0.2 and 0.4 seconds.
        int[] numbers = pool.Map(
            i => attempts.Add(i, 1) < 3 && i == 1 ? throw new IOException("try again") : i,
            [0, 1, 2],
            new MapOptions { Failures = FailurePolicy.Retry(3) });
        Say.That("after three attempts", string.Join(' ', numbers), numbers is [0, 1, 2]);
    }

    private static void Together()
    {
        using var pool = new WorkerPool(workers: 2);
        var options = new MapOptions
        {
            TaskTimeout = TimeSpan.FromSeconds(0.3),
            Failures = new FailurePolicy
            {
                ContinueOnFailure = true,
                DeathRetries = 1,
                ExceptionRetries = 3,
                RetryWhen = error => error is IOException or WorkerDiedException,
            },
        };

        // One never returns, one ends its process, one is in order. Each costs itself.
        TaskOutcome<string>[] outcomes = pool.Map(i => TaskOutcome.Of(Work(i)), [0, 1, 2], options);
        foreach (var outcome in outcomes) Console.WriteLine($"  {outcome}");
        Say.That("fates", outcomes.Length, outcomes is [{ Error: WorkerTimeoutException }, { Error: WorkerDiedException }, { Succeeded: true }]);
    }

    private static void WithoutResults()
    {
        using var pool = new WorkerPool(workers: 2);
        try
        {
            pool.ForEach(text => { _ = int.Parse(text); }, ["1", "two", "3", "four"], new MapOptions { Failures = FailurePolicy.Continue });
        }
        catch (AggregateException errors)
        {
            Say.That("all failures, at the end", errors.InnerExceptions.Count, errors.InnerExceptions.Count == 2);
        }
    }

    private static void TimeLimit()
    {
        using var pool = new WorkerPool(new WorkerPoolOptions { Workers = 2, TaskTimeout = TimeSpan.FromSeconds(0.3) });
        try
        {
            pool.Apply(() =>
            {
                while (true) { }
            });
        }
        catch (WorkerTimeoutException error)
        {
            Console.WriteLine($"  {error.Message}");
        }

        Say.That("the pool goes on", pool.Apply(() => 1), true);
    }

    private static string Work(int number)
    {
        if (number == 0) Thread.Sleep(Timeout.Infinite);
        if (number == 1) Environment.Exit(3);
        return "done";
    }
}
