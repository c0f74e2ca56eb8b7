using System.Net.Sockets;
using System.Security.Cryptography;

namespace Mpire.Transport;

/// <summary>The first bytes on each connection of a stream road: what speaks, the secret, and what the connection is for.</summary>
internal static class StreamHello
{
    /// <summary>The connection for frames.</summary>
    public const byte Data = 1;

    /// <summary>The connection for pokes.</summary>
    public const byte Attention = 2;

    /// <summary>Bytes of the secret.</summary>
    public const int TokenLength = 32;

    private const int PatienceMilliseconds = 5_000;
    private const int Length = 8 + TokenLength + 1;

    // The last byte is the version: it grows with every change of the stream's format.
    private static ReadOnlySpan<byte> Magic => "MpireSt\x01"u8;

    /// <summary>Says hello.</summary>
    public static void Send(Socket socket, ReadOnlySpan<byte> token, byte role)
    {
        Span<byte> hello = stackalloc byte[Length];
        Magic.CopyTo(hello);
        token.CopyTo(hello[8..]);
        hello[^1] = role;
        StreamSender.SendAll(socket, hello);
    }

    /// <summary>Hears who is there; does not wait long for somebody who says nothing.</summary>
    /// <returns>The role, or 0 for a stranger.</returns>
    public static byte Receive(Socket socket, ReadOnlySpan<byte> token)
    {
        Span<byte> hello = stackalloc byte[Length];
        socket.ReceiveTimeout = PatienceMilliseconds;
        for (var got = 0; got < Length;)
        {
            var count = socket.Receive(hello[got..], SocketFlags.None, out var error);
            if (count == 0 || error != SocketError.Success) return 0;
            got += count;
        }

        socket.ReceiveTimeout = 0;
        var isKnown = hello.StartsWith(Magic) & CryptographicOperations.FixedTimeEquals(hello.Slice(8, TokenLength), token);
        return isKnown && hello[^1] is Data or Attention ? hello[^1] : (byte)0;
    }
}
