using Mpire;

namespace Tour;

/// <summary>What failures look like.</summary>
internal static class Errors
{
    public static async Task Run()
    {
        Say.Line("Errors");
        TaskError();
        OneOfSeveralCalls();
        DeadWorker();
        CannotTravel();
        Cancellation();
        await CancellationInOrder();
        BusyPool();
    }

    private static void TaskError()
    {
        using var pool = new WorkerPool(workers: 2);
        try
        {
            pool.Map(text => int.Parse(text), ["1", "two", "3"]);
        }
        catch (FormatException error)
        {
            // The task's own exception, with the worker's stack trace; this tells where it comes from.
            TaskFailure failure = TaskFailure.Of(error)!;
            Console.WriteLine($"  task {failure.TaskIndex} in Worker-{failure.WorkerId} with {failure.Argument}: {error.Message}");
        }

        TaskFailure again = TaskFailure.Of(Caught<FormatException>(() => pool.Map(text => int.Parse(text), ["1", "two", "3"])))!;
        Say.That("the failed task", again, again is { TaskIndex: 1, Argument: "two" });
        Say.That("the pool goes on", pool.Apply(() => 1), true);
    }

    private static void OneOfSeveralCalls()
    {
        using var pool = new WorkerPool(workers: 2);
        Task<int>[] calls = [.. new[] { 4, 2, 0 }.Select(divisor => pool.ApplyAsync(x => 100 / x, divisor))];
        int good = calls[0].GetAwaiter().GetResult() + calls[1].GetAwaiter().GetResult();
        Say.That("two calls of three", good, good == 75);
        Say.That("the third", Caught<DivideByZeroException>(() => calls[2].GetAwaiter().GetResult()).Message, true);
    }

    private static void DeadWorker()
    {
        using var pool = new WorkerPool(workers: 2);
        try
        {
            pool.Apply(() => Environment.Exit(7));
        }
        catch (WorkerDiedException error)
        {
            Console.WriteLine($"  Worker-{error.WorkerId} ended with {error.Exit}");
        }

        WorkerExit exit = Caught<WorkerDiedException>(() => pool.Apply(() => Environment.Exit(7))).Exit;
        Say.That("exit code of the dead worker", exit.Code, exit.Code == 7);
        Say.That("a new worker took its place", pool.Apply(() => 1), true);
    }

    private static void CannotTravel()
    {
        using var pool = new WorkerPool(workers: 2);
        using var log = new MemoryStream();
        try
        {
            pool.ForEach(number => log.WriteByte(number), new byte[] { 1, 2, 3 });
        }
        catch (SerializationException error)
        {
            // At the call, before any worker is started.
            Console.WriteLine($"  {error.Message}");
        }

        string refusal = Caught<SerializationException>(() => pool.ForEach(number => log.WriteByte(number), new byte[] { 1 })).Message;
        Say.That("names the variable", refusal.Contains("'log'", StringComparison.Ordinal), refusal.Contains("'log'", StringComparison.Ordinal));
    }

    private static void Cancellation()
    {
        using var pool = new WorkerPool(workers: 2);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        try
        {
            // These tasks do not watch a token. Their workers are ended and replaced after the pool's CancellationGrace.
            pool.ForEach(_ => Thread.Sleep(Timeout.Infinite), [1, 2], cancellationToken: timeout.Token);
        }
        catch (OperationCanceledException error)
        {
            Console.WriteLine($"  cancelled by our token: {error.CancellationToken == timeout.Token}");
        }

        Say.That("the pool goes on", pool.Apply(() => 1), true);
    }

    private static async Task CancellationInOrder()
    {
        await using var pool = new WorkerPool(workers: 2);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        // These tasks watch the worker's token, so their workers live on.
        Task waiting = pool.ForEachAsync(
            async (worker, _) => await Task.Delay(Timeout.Infinite, worker.CancellationToken), [1, 2], cancellationToken: timeout.Token);
        Say.That("ended in good order", (await CaughtAsync<OperationCanceledException>(waiting)).GetType().Name, waiting.IsCanceled);
    }

    private static void BusyPool()
    {
        using var pool = new WorkerPool(workers: 2);
        using var first = pool.Imap(x => x + 1, Enumerable.Range(0, int.MaxValue)).GetEnumerator();
        first.MoveNext();
        InvalidOperationException refused = Caught<InvalidOperationException>(() => pool.Map(x => x, [1]));
        Say.That("a second map", refused.Message, first.MoveNext() && first.Current == 2);
    }

    private static TError Caught<TError>(Action action)
        where TError : Exception
    {
        try
        {
            action();
        }
        catch (TError error)
        {
            return error;
        }

        throw new InvalidOperationException($"No {typeof(TError).Name} came.");
    }

    private static async Task<TError> CaughtAsync<TError>(Task task)
        where TError : Exception
    {
        try
        {
            await task;
        }
        catch (TError error)
        {
            return error;
        }

        throw new InvalidOperationException($"No {typeof(TError).Name} came.");
    }
}
