using Mpire.Serialization;

namespace Mpire.Managing;

/// <summary>Where a managed object lives, seen from this process: here, and then it is called directly, or elsewhere.</summary>
internal sealed class ManagedSite<THost> : IRemoteSite
    where THost : Hosted
{
    private readonly ManagerServer? _server;
    private readonly THost? _host;
    private readonly RemoteManager? _remote;
    private readonly ulong _number;

    /// <summary>Here.</summary>
    public ManagedSite(ManagerServer server, THost host, ulong number) => (_server, _host, _number) = (server, host, number);

    private ManagedSite(RemoteManager remote, ulong number) => (_remote, _number) = (remote, number);

    /// <summary>The object, if it lives here.</summary>
    public THost? Host => _host;

    /// <summary>The object of this process that stands for what was written.</summary>
    public static TFace Read<TFace>(PayloadReader reader, Func<ManagedSite<THost>, TFace> make)
        where TFace : class
    {
        var address = ManagerAddress.Read(reader);
        var number = reader.ReadVarUInt();
        if (ManagerServer.OfThisProcess(address.Id) is { } server) return (TFace)server.FaceOf(number);
        var remote = RemoteManager.Of(address);
        return remote.FaceOf(number, () => make(new ManagedSite<THost>(remote, number)));
    }

    public void WriteHandle(PayloadWriter writer)
    {
        if (_server is not null)
        {
            _server.WriteHandle(writer, _number);
            return;
        }

        _remote!.Address.Write(writer); // one of the two
        writer.WriteVarUInt(_number);
    }

    /// <summary>Refuses calls of an object whose manager this process has disposed of, or only a copy of.</summary>
    public void ThrowIfUnusable() => _server?.ThrowIfUnusable();

    public TResult Call<TArgument, TResult>(Operation<THost, TArgument, TResult> operation, TArgument argument)
    {
        if (_host is null) return Call<TArgument, TResult>((Operation)operation, argument, CancellationToken.None);
        ThrowIfUnusable();
        return operation.Function(_host, argument);
    }

    /// <summary>Waits on this thread.</summary>
    public TResult Wait<TArgument, TResult>(
        AwaitedOperation<THost, TArgument, TResult> operation, TArgument argument, CancellationToken cancellationToken)
    {
        if (_host is null) return Call<TArgument, TResult>(operation, argument, cancellationToken);
        ThrowIfUnusable();
        return operation.Function(_host, argument, cancellationToken).GetAwaiter().GetResult();
    }

    public Task<TResult> CallAsync<TArgument, TResult>(
        AwaitedOperation<THost, TArgument, TResult> operation, TArgument argument, CancellationToken cancellationToken)
    {
        if (_host is null) return CallAsync<TArgument, TResult>((Operation)operation, argument, cancellationToken);
        ThrowIfUnusable();
        return operation.Function(_host, argument, cancellationToken);
    }

    /// <summary>Calls another process.</summary>
    public TResult Call<TArgument, TResult>(Operation operation, TArgument argument, CancellationToken cancellationToken) =>
        _remote!.Call<TArgument, TResult>(_number, operation.Index, argument, cancellationToken); // asked by who knows that it lives elsewhere

    /// <summary>Calls another process.</summary>
    public Task<TResult> CallAsync<TArgument, TResult>(Operation operation, TArgument argument, CancellationToken cancellationToken) =>
        _remote!.CallAsync<TArgument, TResult>(_number, operation.Index, argument, cancellationToken); // asked by who knows that it lives elsewhere
}
