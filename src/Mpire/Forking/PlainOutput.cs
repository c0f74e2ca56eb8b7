using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Forking;

/// <summary>
/// Standard output and error of a fork server and its workers: every write goes straight to the descriptor. The runtime's own writers start a thread
/// for signals at their first use, which no child would have; a <see cref="FileStream"/> keeps a position of its own, so that server, workers and
/// program would write over each other in a file.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class PlainOutput(int descriptor) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Puts them in the place of the runtime's.</summary>
    public static void Install()
    {
        Console.SetOut(NewWriter(1));
        Console.SetError(NewWriter(2));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* first = buffer)
        {
            for (nint done = 0; done < buffer.Length;)
            {
                var count = RawCalls.Write(descriptor, first + done, buffer.Length - done);

                // As the runtime's: nobody listens any more, which is no reason to end. An interruption has written what it could.
                if (count < 0 && System.Runtime.InteropServices.Marshal.GetLastSystemError() != Interop.NativeError.Eintr) return;
                done += Math.Max(count, 0);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static StreamWriter NewWriter(int descriptor) => new(new PlainOutput(descriptor), bufferSize: 1024) { AutoFlush = true };
}
