using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>A pair of sockets for whole messages that carry descriptors (<c>unix(7)</c>, SCM_RIGHTS): no name, no permission, no <c>/proc</c>.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class MessageSocket
{
    /// <summary>The longest message that is sent; a socket's usual buffer takes two.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>The most descriptors in one message.</summary>
    public const int MostDescriptors = 16;

    private const int Unix = 1;
    private const int WholeMessages = 5;
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int ExtraHead = 16;
    private const int ExtraSize = ExtraHead + (MostDescriptors * sizeof(int));
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int ReceiveCloseOnExec = 0x4000_0000;

    /// <summary>Creates it; both ends are closed on exec.</summary>
    public static void CreatePair(out int one, out int other)
    {
        var ends = stackalloc int[2];
        if (Pair(Unix, WholeMessages | RawCalls.CloseOnExec, 0, ends) != 0) throw NativeError.Exception("socketpair", NativeError.Last);
        (one, other) = (ends[0], ends[1]);
    }

    /// <summary>Sends without waiting.</summary>
    /// <returns>Zero or the error number: EAGAIN if the other end has let its buffer fill up, EPIPE or ECONNRESET if it is gone.</returns>
    public static int Send(int socket, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors)
    {
        var extra = stackalloc byte[ExtraSize];
        fixed (byte* first = bytes)
        {
            var part = new MessagePart { Start = first, Length = (nuint)bytes.Length };
            var message = new MessageHeader { Parts = &part, PartCount = 1 };
            if (descriptors.Length > 0)
            {
                var used = ExtraHead + (descriptors.Length * sizeof(int));
                *(nuint*)extra = (nuint)used;
                ((int*)extra)[2] = SocketLevel;
                ((int*)extra)[3] = Rights;
                descriptors.CopyTo(new Span<int>(extra + ExtraHead, descriptors.Length));
                message.Extra = extra;
                message.ExtraLength = (nuint)((used + 7) & ~7);
            }

            while (SendMessage(socket, &message, DoNotWait | NoSignal) < 0)
            {
                var error = NativeError.Last;
                if (error != NativeError.Eintr) return error;
            }

            return 0;
        }
    }

    /// <summary>Takes one message. Bare, for a process that forks: nothing is compiled, allocated or started in it.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="bytes">Room for <see cref="MostBytes"/>.</param>
    /// <param name="descriptors">Room for <see cref="MostDescriptors"/>; they are closed on exec.</param>
    /// <param name="count">How many descriptors came.</param>
    /// <param name="wait">Whether to wait for one.</param>
    /// <returns>Bytes; zero if the other end is closed; negative if nothing came.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Receive(int socket, byte* bytes, int* descriptors, int* count, bool wait)
    {
        var extra = stackalloc byte[ExtraSize];
        MessagePart part;
        part.Start = bytes;
        part.Length = MostBytes;
        MessageHeader message;
        message.Name = null;
        message.NameLength = 0;
        message.Parts = &part;
        message.PartCount = 1;
        message.Extra = extra;
        message.ExtraLength = ExtraSize;
        message.Flags = 0;
        *count = 0;
        var length = RawCalls.Receive(socket, &message, ReceiveCloseOnExec | (wait ? 0 : DoNotWait));
        if (length <= 0) return (int)length;
        if (message.ExtraLength >= ExtraHead && ((int*)extra)[2] == SocketLevel && ((int*)extra)[3] == Rights)
        {
            *count = (int)((*(nuint*)extra - ExtraHead) / sizeof(int));
            for (var i = 0; i < *count; i++) descriptors[i] = ((int*)(extra + ExtraHead))[i];
        }

        return (int)length;
    }

    /// <summary>Takes a message of one byte if there is one.</summary>
    public static bool TryReadByte(int socket, out byte value)
    {
        byte read;
        var count = ReceiveBytes(socket, &read, 1, DoNotWait);
        value = count == 1 ? read : (byte)0;
        return count == 1;
    }

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint ReceiveBytes(int socket, byte* to, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int Pair(int domain, int type, int protocol, int* ends);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int socket, MessageHeader* message, int flags);
}
