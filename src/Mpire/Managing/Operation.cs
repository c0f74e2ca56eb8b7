using Mpire.Serialization;

namespace Mpire.Managing;

/// <summary>One thing that can be asked of a managed object: how its arguments are read, how it runs and how its result is written.</summary>
internal abstract class Operation
{
    /// <summary>Its place in the list of its object.</summary>
    public int Index { get; init; }

    /// <summary>Whether it may take long and can be cancelled.</summary>
    public virtual bool IsAwaited => false;

    /// <summary>Reads the arguments and runs.</summary>
    /// <returns><see langword="null"/> if the answer is written; otherwise what is to be waited for.</returns>
    public abstract Unfinished? Start(Hosted host, PayloadReader arguments, PayloadWriter answer, ServedCall call);
}

/// <summary>A call that has begun and must be waited for.</summary>
/// <param name="Task">What to wait for.</param>
/// <param name="Write">Writes the answer when it has ended; throws what it has thrown.</param>
internal sealed record Unfinished(Task Task, Action<PayloadWriter> Write);

/// <summary>An operation that runs to its end at once.</summary>
internal sealed class Operation<THost, TArgument, TResult>(Func<THost, TArgument, TResult> function) : Operation
    where THost : Hosted
{
    /// <summary>What it does.</summary>
    public Func<THost, TArgument, TResult> Function => function;

    public override Unfinished? Start(Hosted host, PayloadReader arguments, PayloadWriter answer, ServedCall call)
    {
        var argument = PayloadCodec.Default.Read<TArgument>(arguments);
        PayloadCodec.Default.Write(answer, function((THost)host, argument), "result");
        return null;
    }
}

/// <summary>An operation that others may keep waiting. What it gives may be a loan.</summary>
internal sealed class AwaitedOperation<THost, TArgument, TResult>(Func<THost, TArgument, CancellationToken, Task<TResult>> function) : Operation
    where THost : Hosted
{
    /// <summary>What it does.</summary>
    public Func<THost, TArgument, CancellationToken, Task<TResult>> Function => function;

    public override bool IsAwaited => true;

    public override Unfinished? Start(Hosted host, PayloadReader arguments, PayloadWriter answer, ServedCall call)
    {
        var argument = PayloadCodec.Default.Read<TArgument>(arguments);
        var task = function((THost)host, argument, call.CancellationToken);
        if (!task.IsCompleted) return new Unfinished(task, later => Write((THost)host, task.GetAwaiter().GetResult(), later, call));
        Write((THost)host, task.GetAwaiter().GetResult(), answer, call);
        return null;
    }

    private static void Write(THost host, TResult result, PayloadWriter answer, ServedCall call)
    {
        var loan = (result as ILent<THost>)?.LoanFrom(host);
        try
        {
            PayloadCodec.Default.Write(answer, result, "result");
        }
        catch
        {
            loan?.Return();
            throw;
        }

        if (loan is not null) call.Lend(loan);
    }
}
