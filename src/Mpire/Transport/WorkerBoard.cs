using System.Runtime.InteropServices;

namespace Mpire.Transport;

/// <summary>
/// A few words of memory that the calling process and one worker share, for what must be known without a message: which chunk was begun,
/// which task runs now, what was taken back, what is cancelled. Wraps unmanaged memory that its channel owns.
/// </summary>
/// <remarks>
/// Chunks sent to a worker are numbered 1, 2, 3, … per worker. The claim word holds two 32-bit numbers: the last chunk that the worker began
/// (high half) and the last chunk that is not to be begun any more, begun or taken back (low half). Both sides change it by compare-and-swap, so each chunk is either
/// begun or taken back, never both, and no message is needed. Numbers wrap around after
/// 2^32 chunks (an hour of microsecond tasks); never half as many are under way, so that a difference tells which is later.
/// </remarks>
/// <param name="memory">At least <see cref="Size"/> zeroed bytes, aligned to 128.</param>
/// <param name="keeper">Keeps the memory from being unmapped as long as a copy of this board exists.</param>
internal readonly unsafe struct WorkerBoard(byte* memory, object? keeper = null)
{
    /// <summary>Bytes that a board needs; memory must be zeroed and aligned to 128.</summary>
    public const int Size = 512;

    private readonly Words* _words = (Words*)memory;
    private readonly object? _keeper = keeper;

    /// <summary>True unless default.</summary>
    public bool Exists => _words is not null;

    /// <summary>Index within its job of the task that runs now, plus one; zero when none runs. Written by the worker.</summary>
    public long CurrentTask
    {
        get
        {
            var value = Volatile.Read(ref _words->CurrentTask);
            GC.KeepAlive(_keeper);
            return value;
        }

        set
        {
            Volatile.Write(ref _words->CurrentTask, value);
            GC.KeepAlive(_keeper);
        }
    }

    /// <summary>What the worker does now, as a number that the protocol gives a meaning. Written by the worker.</summary>
    public int Phase
    {
        get
        {
            var value = Volatile.Read(ref _words->Phase);
            GC.KeepAlive(_keeper);
            return value;
        }

        set
        {
            Volatile.Write(ref _words->Phase, value);
            GC.KeepAlive(_keeper);
        }
    }

    /// <summary>Number of the chunk that is cancelled: the one that was begun last when it was. Zero for none. Written by the caller.</summary>
    public int CancelledChunk
    {
        get
        {
            var value = Volatile.Read(ref _words->CancelledChunk);
            GC.KeepAlive(_keeper);
            return value;
        }

        set
        {
            Volatile.Write(ref _words->CancelledChunk, value);
            GC.KeepAlive(_keeper);
        }
    }

    /// <summary>How much memory the worker may have in use before it is replaced, bytes; 0 for any. Written by the caller, once, before anything is sent.</summary>
    public long MemoryLimit
    {
        get
        {
            var value = Volatile.Read(ref _words->MemoryLimit);
            GC.KeepAlive(_keeper);
            return value;
        }
    }

    /// <summary>Caller: sets <see cref="MemoryLimit"/>.</summary>
    public void SetMemoryLimit(long bytes)
    {
        Volatile.Write(ref _words->MemoryLimit, bytes);
        GC.KeepAlive(_keeper);
    }

    /// <summary>Worker: begins a chunk, unless the caller has taken it back.</summary>
    /// <returns>False if the chunk was taken back and must be dropped.</returns>
    public bool TryClaim(int chunk)
    {
        while (true)
        {
            var seen = ReadClaim();
            if (!IsAfter(chunk, (int)(uint)seen)) return false;

            // What was taken back before counts as settled by this one too: left behind it would look later than chunks 2^31 further on.
            if (TrySetClaim(((long)chunk << 32) | (uint)chunk, seen)) return true;
        }
    }

    /// <summary>Caller: takes back every chunk that the worker has not begun.</summary>
    /// <param name="lastSent">Number of the last chunk sent to this worker.</param>
    /// <returns>Number of the last chunk that the worker did begin; all later ones up to <paramref name="lastSent"/> are the caller's again,
    /// unless they were taken back before.</returns>
    public int TakeBack(int lastSent)
    {
        while (true)
        {
            var seen = ReadClaim();
            var begun = (int)(seen >> 32);
            if (!IsAfter(lastSent, begun)) return begun;
            if (TrySetClaim((seen & ~0xFFFF_FFFFL) | (uint)lastSent, seen)) return begun;
        }
    }

    /// <summary>Number of the last chunk that the worker began.</summary>
    public int LastClaimed => (int)(ReadClaim() >> 32);

    private long ReadClaim()
    {
        var claim = Volatile.Read(ref _words->Claim);
        GC.KeepAlive(_keeper);
        return claim;
    }

    private bool TrySetClaim(long wanted, long seen)
    {
        var isSet = Interlocked.CompareExchange(ref _words->Claim, wanted, seen) == seen;
        GC.KeepAlive(_keeper);
        return isSet;
    }

    /// <summary>Whether one chunk number is later than another.</summary>
    public static bool IsAfter(int chunk, int other) => unchecked(chunk - other) > 0;

    // Each writer has its own 128-byte line, so that neither slows the other.
    [StructLayout(LayoutKind.Explicit, Size = Size)]
    internal struct Words
    {
        [FieldOffset(0)] public long Claim;
        [FieldOffset(128)] public long CurrentTask;
        [FieldOffset(136)] public int Phase;
        [FieldOffset(256)] public int CancelledChunk;
        [FieldOffset(264)] public long MemoryLimit;
    }
}
