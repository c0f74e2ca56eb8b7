namespace Mpire.Engine;

/// <summary>What asynchronous callers wait for; looked at by whoever drives.</summary>
internal sealed class Wishes
{
    private readonly Lock _gate = new();
    private readonly List<Wish> _open = [];
    private volatile int _count;

    /// <summary>Whether there are any. Any thread.</summary>
    public bool Any => _count > 0;

    /// <summary>One more.</summary>
    /// <param name="isMet">The condition. It may take the engine's gate.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Completes when the condition holds, on a thread of the thread pool.</returns>
    public Task Add(Func<bool> isMet, CancellationToken cancellationToken)
    {
        var wish = new Wish(isMet, cancellationToken);
        lock (_gate)
        {
            _open.Add(wish);
            _count = _open.Count;
        }

        return wish.Completion.Task;
    }

    /// <summary>Tells those whose condition holds, or whose waiting was given up. Driver's thread, holding no lock.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Grant()
    {
        Wish[] wishes;
        lock (_gate) wishes = [.. _open];
        var any = false;
        foreach (var wish in wishes)
        {
            if (!wish.TryGrant()) continue;
            any = true;
            lock (_gate)
            {
                _open.Remove(wish);
                _count = _open.Count;
            }
        }

        return any;
    }

    /// <summary>Nobody will look any more.</summary>
    public void Fail(Func<Exception> why)
    {
        Wish[] wishes;
        lock (_gate)
        {
            wishes = [.. _open];
            _open.Clear();
            _count = 0;
        }

        foreach (var wish in wishes)
        {
            if (!wish.TryGrant()) wish.Completion.TrySetException(why());
        }
    }

    private sealed class Wish(Func<bool> isMet, CancellationToken cancellationToken)
    {
        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TryGrant() => isMet()
            ? Completion.TrySetResult()
            : cancellationToken.IsCancellationRequested && Completion.TrySetCanceled(cancellationToken);
    }
}
