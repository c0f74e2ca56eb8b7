using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Mpire.Serialization;

namespace Mpire.Managing;

/// <summary>
/// A manager that lives in another process. A call that waits has a connection for itself, so that none holds up another; calls that do not wait share
/// one, on which they start in their order. A call that waits is sent when all that were made before it have started.
/// </summary>
internal sealed class RemoteManager
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Guid, WeakReference<RemoteManager>> Known = [];

    private readonly Lock _gate = new();
    private readonly Stack<CallLine> _idle = new();
    private readonly Dictionary<ulong, WeakReference<object>> _faces = [];
    private AsyncLine? _shared;
    private int _processId = Environment.ProcessId;

    private RemoteManager(ManagerAddress address) => Address = address;

    /// <summary>Ends the thread that waits for answers.</summary>
    ~RemoteManager()
    {
        if (_processId == Environment.ProcessId) _shared?.Dispose();
    }

    /// <summary>Where it is.</summary>
    public ManagerAddress Address { get; }

    /// <summary>The one that stands for it in this process.</summary>
    public static RemoteManager Of(ManagerAddress address)
    {
        lock (Gate)
        {
            if (Known.TryGetValue(address.Id, out var known) && known.TryGetTarget(out var there)) return there;
            var made = new RemoteManager(address);
            Known[address.Id] = new WeakReference<RemoteManager>(made);
            return made;
        }
    }

    /// <summary>The one object that stands for a managed object in this process.</summary>
    public TFace FaceOf<TFace>(ulong number, Func<TFace> make)
        where TFace : class
    {
        lock (_gate)
        {
            if (_faces.TryGetValue(number, out var known) && known.TryGetTarget(out var there) && there is TFace face) return face;
            var made = make();
            _faces[number] = new WeakReference<object>(made);
            return made;
        }
    }

    /// <summary>Calls and waits.</summary>
    public TResult Call<TArgument, TResult>(ulong number, int operation, TArgument argument, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var request = PayloadWriter.Rent();
        WriteRequest(request, number, operation, argument);
        lock (_gate) ForgetParent();
        Volatile.Read(ref _shared)?.AwaitStarts();
        var line = Rent();
        try
        {
            var result = line.Call<TResult>(request, cancellationToken);
            Return(line);
            return result;
        }
        catch
        {
            Return(line);
            throw;
        }
    }

    /// <summary>Calls; the answer comes when it comes.</summary>
    [SuppressMessage("Reliability", "CA2025", Justification = "The request is on its way when the task is made.")]
    public Task<TResult> CallAsync<TArgument, TResult>(ulong number, int operation, TArgument argument, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<TResult>(cancellationToken);
        using var request = PayloadWriter.Rent();
        WriteRequest(request, number, operation, argument);
        return Shared().CallAsync<TResult>(request, cancellationToken);
    }

    private static void WriteRequest<TArgument>(PayloadWriter request, ulong number, int operation, TArgument argument)
    {
        request.WriteVarUInt(number);
        request.WriteVarUInt((ulong)operation);
        PayloadCodec.Default.Write(request, argument, "argument");
    }

    private CallLine Rent()
    {
        lock (_gate)
        {
            if (_idle.TryPop(out var idle)) return idle;
        }

        return new CallLine(Connect(), Address);
    }

    private void Return(CallLine line)
    {
        if (line.IsGone)
        {
            line.Dispose();
            return;
        }

        lock (_gate) _idle.Push(line);
    }

    private AsyncLine Shared()
    {
        lock (_gate)
        {
            ForgetParent();
            if (_shared is { IsGone: false } there) return there;
            return _shared = new AsyncLine(Connect(), Address);
        }
    }

    private Socket Connect()
    {
        try
        {
            return MeetingPlace.Connect(Address.Place, Address.Secret);
        }
        catch (SocketException failure)
        {
            throw Address.Owner.IsAlive ? ManagerErrors.Disposed() : new ManagerGoneException(Address.Owner.ProcessId, failure);
        }
    }

    // A forked process has its parent's connections, on which the parent's calls are answered.
    private void ForgetParent()
    {
        if (_processId == Environment.ProcessId) return;
        _processId = Environment.ProcessId;
        _idle.Clear();
        _shared = null;
    }
}
