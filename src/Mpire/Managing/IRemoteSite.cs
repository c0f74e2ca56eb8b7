namespace Mpire.Managing;

/// <summary>A managed object that lives in another process.</summary>
internal interface IRemoteSite
{
    /// <summary>Calls it and waits on this thread.</summary>
    TResult Call<TArgument, TResult>(Operation operation, TArgument argument, CancellationToken cancellationToken);

    /// <summary>Calls it.</summary>
    Task<TResult> CallAsync<TArgument, TResult>(Operation operation, TArgument argument, CancellationToken cancellationToken);
}
