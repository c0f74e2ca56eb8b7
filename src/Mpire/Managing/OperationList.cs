namespace Mpire.Managing;

/// <summary>The operations of one kind of object, numbered in the order of their making.</summary>
internal sealed class OperationList<THost>
    where THost : Hosted
{
    private readonly List<Operation> _all = [];

    public IReadOnlyList<Operation> All => _all;

    public Operation<THost, TArgument, TResult> Add<TArgument, TResult>(Func<THost, TArgument, TResult> function)
    {
        var operation = new Operation<THost, TArgument, TResult>(function) { Index = _all.Count };
        _all.Add(operation);
        return operation;
    }

    public AwaitedOperation<THost, TArgument, TResult> AddAwaited<TArgument, TResult>(Func<THost, TArgument, CancellationToken, Task<TResult>> function)
    {
        var operation = new AwaitedOperation<THost, TArgument, TResult>(function) { Index = _all.Count };
        _all.Add(operation);
        return operation;
    }
}
