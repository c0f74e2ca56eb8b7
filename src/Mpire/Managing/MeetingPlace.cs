using System.Net.Sockets;
using Mpire.Interop;
using Mpire.Transport;

namespace Mpire.Managing;

/// <summary>
/// Where other processes reach a manager. On Linux an address without a file (the abstract name space), which ends with the socket, however its process
/// ends; elsewhere a socket in a private folder. Both are open to whoever finds them, so who connects says the manager's secret first.
/// </summary>
internal sealed class MeetingPlace : IDisposable
{
    private readonly StreamPlace? _folder;

    private MeetingPlace(Socket listener, string address, StreamPlace? folder)
    {
        (Listener, Address, _folder) = (listener, address, folder);
        if (folder is not null) AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>What <see cref="Connect"/> needs.</summary>
    public string Address { get; }

    /// <summary>Where they come in.</summary>
    public Socket Listener { get; }

    /// <summary>Opens one.</summary>
    /// <param name="isFile">Whether in a folder, also where the system has a better place.</param>
    public static MeetingPlace Open(bool isFile)
    {
        var folder = isFile || !Platform.HasLinuxPath ? StreamPlace.Create() : null;
        var address = folder?.SocketPath ?? $"\0mpire-{Guid.NewGuid():N}";
        var listener = StreamRoad.NewSocket();
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(address));
            listener.Listen();
            return new MeetingPlace(listener, address, folder);
        }
        catch (SocketException failure)
        {
            listener.Dispose();
            folder?.Remove();
            throw new IOException($"No process can reach the manager: {failure.Message}", failure);
        }
    }

    /// <summary>Goes there.</summary>
    /// <exception cref="SocketException">Nobody is there.</exception>
    public static Socket Connect(string address, ReadOnlySpan<byte> secret)
    {
        var socket = StreamRoad.NewSocket();
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(address));
            StreamHello.Send(socket, secret, StreamHello.Data);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Listener.Dispose();
        if (_folder is null) return;
        _folder.Remove();
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
    }

    private void OnExit(object? sender, EventArgs e) => _folder?.Remove();
}
