using System.Runtime.InteropServices;

namespace Mpire.Transport;

/// <summary>
/// A few words of memory that the calling process and one worker share, for what must be known without a message: which chunk was begun,
/// which task runs now, what was taken back, what is cancelled. Wraps unmanaged memory that its channel owns.
/// </summary>
/// <remarks>
/// Chunks sent to a worker are numbered 1, 2, 3, … per worker. The claim word holds two 32-bit numbers: the last chunk that the worker began
/// (high half) and the last chunk that the caller took back (low half). Both sides change it by compare-and-swap, so each chunk is either
/// begun or taken back, never both, and no message is needed. Numbers only grow; a worker is replaced long before 2^31 chunks.
/// </remarks>
internal readonly unsafe struct WorkerBoard(byte* memory)
{
    /// <summary>Bytes that a board needs; memory must be zeroed and aligned to 128.</summary>
    public const int Size = 512;

    private readonly Words* _words = (Words*)memory;

    /// <summary>True unless default.</summary>
    public bool Exists => _words is not null;

    /// <summary>Index within its job of the task that runs now, plus one; zero when none runs. Written by the worker.</summary>
    public long CurrentTask
    {
        get => Volatile.Read(ref _words->CurrentTask);
        set => Volatile.Write(ref _words->CurrentTask, value);
    }

    /// <summary>When the running task began: <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>, one clock for all processes of a
    /// machine; zero when none runs. Written by the worker.</summary>
    public long CurrentTaskStart
    {
        get => Volatile.Read(ref _words->CurrentTaskStart);
        set => Volatile.Write(ref _words->CurrentTaskStart, value);
    }

    /// <summary>What the worker does now, as a number that the protocol gives a meaning. Written by the worker.</summary>
    public int Phase
    {
        get => Volatile.Read(ref _words->Phase);
        set => Volatile.Write(ref _words->Phase, value);
    }

    /// <summary>Number of the last chunk that was cancelled: it and every earlier one should stop soon. Written by the caller.</summary>
    public int CancelledThrough
    {
        get => Volatile.Read(ref _words->CancelledThrough);
        set => Volatile.Write(ref _words->CancelledThrough, value);
    }

    /// <summary>Worker: begins a chunk, unless the caller has taken it back.</summary>
    /// <returns>False if the chunk was taken back and must be dropped.</returns>
    public bool TryClaim(int chunk)
    {
        while (true)
        {
            var seen = Volatile.Read(ref _words->Claim);
            if (chunk <= (int)(uint)seen) return false;
            var wanted = ((long)chunk << 32) | (uint)seen;
            if (Interlocked.CompareExchange(ref _words->Claim, wanted, seen) == seen) return true;
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
            var seen = Volatile.Read(ref _words->Claim);
            var begun = (int)(seen >> 32);
            if (begun >= lastSent) return begun;
            var wanted = (seen & ~0xFFFF_FFFFL) | (uint)lastSent;
            if (Interlocked.CompareExchange(ref _words->Claim, wanted, seen) == seen) return begun;
        }
    }

    /// <summary>Number of the last chunk that the worker began.</summary>
    public int LastClaimed => (int)(Volatile.Read(ref _words->Claim) >> 32);

    // Each writer has its own 128-byte line, so that neither slows the other.
    [StructLayout(LayoutKind.Explicit, Size = Size)]
    private struct Words
    {
        [FieldOffset(0)] public long Claim;
        [FieldOffset(128)] public long CurrentTask;
        [FieldOffset(136)] public long CurrentTaskStart;
        [FieldOffset(144)] public int Phase;
        [FieldOffset(256)] public int CancelledThrough;
    }
}
