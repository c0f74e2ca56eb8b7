using System.Buffers;
using System.Net.Sockets;

namespace Mpire.Transport;

/// <summary>Sends bytes whole.</summary>
internal static class StreamSender
{
    /// <summary>Sends everything, waiting as long as it takes.</summary>
    /// <exception cref="SocketException">The other end is gone.</exception>
    public static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[socket.Send(bytes)..];
    }

    /// <summary>Sends everything, waiting as long as it takes.</summary>
    /// <exception cref="SocketException">The other end is gone.</exception>
    public static void SendAll(Socket socket, in ReadOnlySequence<byte> bytes)
    {
        foreach (var part in bytes) SendAll(socket, part.Span);
    }
}
