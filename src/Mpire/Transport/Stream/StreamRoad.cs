using System.Net.Sockets;
using System.Security.Cryptography;

namespace Mpire.Transport;

/// <summary>
/// The portable road: two Unix domain sockets per worker, one for frames and one for pokes, and a board in a mapped file. They meet in a private
/// directory of which nothing stays once both connections are there. Windows has such sockets since version 10.
/// </summary>
internal static class StreamRoad
{
    /// <summary>The longest payload accepted unless told otherwise.</summary>
    public const long DefaultMaximumPayload = 16L << 30;

    /// <summary>Builds a road and opens the calling process's end, which waits for the worker in a thread of its own.</summary>
    /// <param name="ticket">What the worker needs.</param>
    /// <param name="maximumPayload">The longest payload accepted; a worker that announces more is treated as gone.</param>
    /// <exception cref="IOException">The place could not be made; nothing stays behind.</exception>
    public static StreamCallerEnd CreateCallerEnd(out RoadTicket ticket, long maximumPayload = DefaultMaximumPayload)
    {
        var place = StreamPlace.Create();
        Socket? listener = null;
        try
        {
            listener = NewSocket();
            listener.Bind(new UnixDomainSocketEndPoint(place.SocketPath));
            listener.Listen();
            var token = RandomNumberGenerator.GetBytes(StreamHello.TokenLength);
            var end = new StreamCallerEnd(place, listener, BoardFile.Map(place.BoardPath, FileMode.CreateNew), token, maximumPayload);
            listener = null;
            ticket = new StreamTicket(place.Directory, token);
            return end;
        }
        catch (SocketException failure)
        {
            place.Remove();
            throw new IOException($"No worker can be reached through '{place.SocketPath}': {failure.Message}", failure);
        }
        catch
        {
            place.Remove();
            throw;
        }
        finally
        {
            listener?.Dispose();
        }
    }

    /// <summary>Opens the worker's end.</summary>
    /// <param name="pathAndToken">The address without its first word; the path may contain colons.</param>
    /// <exception cref="FormatException">Not an address that a ticket gave.</exception>
    /// <exception cref="PeerGoneException">Nobody is there any more.</exception>
    public static StreamWorkerEnd OpenWorkerEnd(ReadOnlySpan<char> pathAndToken)
    {
        var colon = pathAndToken.LastIndexOf(':');
        if (colon <= 0 || pathAndToken.Length - colon - 1 != 2 * StreamHello.TokenLength)
            throw new FormatException("The address of a stream road is a directory and a token.");
        var token = Convert.FromHexString(pathAndToken[(colon + 1)..]);
        var place = StreamPlace.At(pathAndToken[..colon].ToString());
        Socket? data = null, attention = null;
        try
        {
            // The board first: the caller removes it once both connections are there.
            var board = BoardFile.Map(place.BoardPath, FileMode.Open);
            data = Connect(place, token, StreamHello.Data);
            attention = Connect(place, token, StreamHello.Attention);
            var end = new StreamWorkerEnd(board, data, attention, DefaultMaximumPayload);
            data = attention = null;
            return end;
        }
        catch (Exception failure) when (failure is SocketException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PeerGoneException();
        }
        finally
        {
            data?.Dispose();
            attention?.Dispose();
        }
    }

    /// <summary>A socket of the kind that both ends use.</summary>
    internal static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private static Socket Connect(StreamPlace place, byte[] token, byte role)
    {
        var socket = NewSocket();
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(place.SocketPath));
            StreamHello.Send(socket, token, role);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
