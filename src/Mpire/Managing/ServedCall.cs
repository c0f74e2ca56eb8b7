namespace Mpire.Managing;

/// <summary>A call of another process, while it runs in the owner.</summary>
internal sealed class ServedCall(ServedConnection connection, long number)
{
    private CancellationTokenSource? _cancellation;

    /// <summary>The caller's number for it.</summary>
    public long Number => number;

    /// <summary>Cancelled when the caller says so, or is gone.</summary>
    public CancellationToken CancellationToken => (_cancellation ??= new CancellationTokenSource()).Token;

    /// <summary>Hands something out; it comes back if the caller dies before it has said that it has it.</summary>
    public void Lend(ILoan loan) => connection.Lend(number, loan);

    /// <summary>Nobody wants it any more.</summary>
    public void Cancel() => _cancellation?.Cancel();
}
