using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Transport;

/// <summary>The ringing end of a pipe that wakes the other process. Owns the descriptor; ringing after disposal does nothing.</summary>
/// <remarks>Rung by sender and receiver and, for attention, by any thread: the lock keeps a late ring from hitting a descriptor that was closed and
/// given to somebody else. It is entered only when the other end really sleeps.</remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class Doorbell(int descriptor) : IDisposable
{
    private readonly Lock _gate = new();
    private int _descriptor = descriptor;

    /// <summary>Puts a token into the pipe. A full pipe is no error: then tokens enough wait there.</summary>
    /// <returns>False if nobody can hear it any more.</returns>
    public bool Ring()
    {
        byte token = 1;
        lock (_gate)
        {
            return _descriptor < 0 || ReadWrite.Write(_descriptor, &token, 1) != ReadWrite.PeerClosed;
        }
    }

    /// <summary>Closes it in a copy of this process, without the lock, which a thread that was not copied may have held.</summary>
    public void CloseInCopy()
    {
        if (_descriptor >= 0) _ = RawCalls.Close(_descriptor);
        _descriptor = -1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            Descriptor.Close(_descriptor);
            _descriptor = -1;
        }
    }
}
