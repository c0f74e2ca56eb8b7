namespace Mpire.Tests.Forked;

/// <summary>
/// Lets the first thread wait for an asynchronous test and run what comes after each await, as a program with a message loop does. On a thread of the thread
/// pool, where it would run otherwise, a pool could not make copies of the program for a call that blocks.
/// </summary>
internal sealed class MainThreadLoop : SynchronizationContext
{
    private readonly Queue<Action> _posted = [];

    public override void Post(SendOrPostCallback d, object? state) => Post(() => d(state));

    /// <summary>Runs it to its end, on this thread.</summary>
    public static void Run(Func<Task> test)
    {
        var loop = new MainThreadLoop();
        SetSynchronizationContext(loop);
        var task = test();
        _ = task.ContinueWith(_ => loop.Post(static () => { }), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!task.IsCompleted) loop.Next()();
        SetSynchronizationContext(null);
        task.GetAwaiter().GetResult();
    }

    private void Post(Action action)
    {
        lock (_posted)
        {
            _posted.Enqueue(action);
            Monitor.Pulse(_posted);
        }
    }

    private Action Next()
    {
        lock (_posted)
        {
            // Without a time limit: a thread that waits for a time cannot be copied.
            while (_posted.Count == 0) Monitor.Wait(_posted);
            return _posted.Dequeue();
        }
    }
}
