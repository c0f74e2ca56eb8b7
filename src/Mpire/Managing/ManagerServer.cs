using System.Net.Sockets;
using System.Security.Cryptography;
using Mpire.Interop;
using Mpire.Serialization;
using Mpire.Transport;

namespace Mpire.Managing;

/// <summary>A manager in the process that made it: the objects, and the connections of those who use them from elsewhere.</summary>
internal sealed class ManagerServer(bool isFile)
{
    private const string Inherited = "The managed object belongs to the process of which this worker is a copy, and was inherited with its memory instead of being handed "
        + "over. Hand it over with the call: capture it, or make it part of an item. Or choose another start method than Fork.";

    private static readonly TimeSpan LongestJoin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Guid, ManagerServer> Here = [];

    private readonly Lock _gate = new();
    private readonly List<(Hosted Host, object Face)> _objects = [];
    private readonly HashSet<ServedConnection> _connections = [];
    private readonly Guid _id = Guid.NewGuid();
    private readonly int _process = Environment.ProcessId;
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(StreamHello.TokenLength);
    private readonly ManualResetEventSlim _ended = new();
    private MeetingPlace? _place;
    private Thread? _porter;
    private volatile bool _isDisposed;

    /// <summary>The manager of that name, if this is its process.</summary>
    public static ManagerServer? OfThisProcess(Guid id)
    {
        lock (Gate) return Here.GetValueOrDefault(id) is { IsCopied: false } server ? server : null;
    }

    /// <summary>Takes an object in.</summary>
    public TFace Add<THost, TFace>(THost host, Func<ManagedSite<THost>, TFace> face)
        where THost : Hosted
        where TFace : class
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            var made = face(new ManagedSite<THost>(this, host, (ulong)_objects.Count));
            _objects.Add((host, made));
            return made;
        }
    }

    /// <summary>The object of that number.</summary>
    public Hosted Find(ulong number)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            return number < (ulong)_objects.Count
                ? _objects[(int)number].Host
                : throw new SerializationException("The handle of a managed object is damaged: the manager has no such object.");
        }
    }

    /// <summary>What stands for the object in this process.</summary>
    public object FaceOf(ulong number)
    {
        _ = Find(number);
        lock (_gate) return _objects[(int)number].Face;
    }

    /// <summary>Refuses calls after the disposal, and in a copy of its process, which has a copy of the objects.</summary>
    public void ThrowIfUnusable()
    {
        if (IsCopied) throw new InvalidOperationException(Inherited);
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(SharedManager));
    }

    private bool IsCopied => _process != Environment.ProcessId;

    /// <summary>Writes how others reach an object, and opens the door for them.</summary>
    public void WriteHandle(PayloadWriter writer, ulong number)
    {
        if (IsCopied) throw new SerializationException(Inherited);
        lock (_gate)
        {
            if (_isDisposed)
            {
                throw new SerializationException(
                    "The SharedManager of the object was disposed of before the object was sent. Dispose of a manager when all calls that use it have ended.",
                    innerException: new ObjectDisposedException(nameof(SharedManager)));
            }

            if (_place is null) Open();
            var address = new ManagerAddress(_id, ProcessIdentity.Own, _place!.Address, _secret); // opened
            address.Write(writer);
            writer.WriteVarUInt(number);
        }
    }

    /// <summary>Whether somebody who has connected says the secret.</summary>
    public bool Knows(Socket socket)
    {
        try
        {
            return StreamHello.Receive(socket, _secret) == StreamHello.Data;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>A connection has ended.</summary>
    public void Forget(ServedConnection connection)
    {
        lock (_gate) _connections.Remove(connection);
    }

    public void Dispose()
    {
        ServedConnection[] connections;
        (Hosted Host, object Face)[] objects;
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            connections = [.. _connections];
            objects = [.. _objects];
        }

        _ended.Set();
        lock (Gate) Here.Remove(_id);
        _place?.Dispose();
        _porter?.Join();
        foreach (var connection in connections) connection.Dispose();
        foreach (var (host, _) in objects) host.End();
        foreach (var connection in connections) connection.Join(LongestJoin);
    }

    private void Open()
    {
        _place = MeetingPlace.Open(isFile);
        lock (Gate) Here[_id] = this;
        _porter = new Thread(LetIn) { IsBackground = true, Name = "Mpire manager's door" };
        _porter.Start();
    }

    private void LetIn()
    {
        var listener = _place!.Listener; // opened before this thread
        while (!_isDisposed)
        {
            try
            {
                Admit(listener.Accept());
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // Disposed of; or no descriptor is left, and somebody may give one back.
                if (_ended.Wait(Pause)) return;
            }
        }
    }

    private void Admit(Socket socket)
    {
        var connection = new ServedConnection(this, socket);
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _connections.Add(connection);
                connection.Start();
                return;
            }
        }

        connection.Dispose();
    }
}
