namespace Mpire.Managing;

/// <summary>What came of taking from a queue.</summary>
internal enum TakeOutcome
{
    /// <summary>The time ran out.</summary>
    Nothing,

    /// <summary>An item.</summary>
    Item,

    /// <summary>There will be no more.</summary>
    End,
}

/// <summary>The answer to a take.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Item">The item, if there is one.</param>
/// <param name="Place">Its place among all that were ever added.</param>
/// <param name="IsLent">Whether it went to another process, which has to say that it has it.</param>
internal readonly record struct Taken<T>(TakeOutcome Outcome, T? Item, long Place, bool IsLent) : ILent<QueueHost<T>>
{
    public ILoan? LoanFrom(QueueHost<T> host) => IsLent ? new QueueLoan<T>(host, Item!, Place) : null; // lent, so there is one
}

/// <summary>An item on its way to another process.</summary>
internal sealed class QueueLoan<T>(QueueHost<T> host, T item, long place) : ILoan
{
    public void Keep() => host.EndLoan();

    public void Return() => host.TakeBack(item, place);
}
