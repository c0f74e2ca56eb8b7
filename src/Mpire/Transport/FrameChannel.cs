using System.Buffers;

namespace Mpire.Transport;

/// <summary>
/// One end of the two-way road between the calling process and one worker: frames (a header and bytes) in order, each whole or not at all.
/// Knows no meanings.
/// </summary>
/// <remarks>
/// Threads: one thread at a time sends, one thread at a time receives; the two may be different threads and may run at the same time.
/// The caller's end never blocks in <see cref="Post(in FrameHeader, ReadOnlySequence{byte}, IDisposable?)"/> (what the road cannot take yet
/// is queued and goes out with <see cref="Flush"/>); the worker's end blocks there until the road took everything, because a worker has
/// nothing better to do and must not hoard results.
/// </remarks>
internal abstract class FrameChannel : IDisposable
{
    /// <summary>The few shared words of this worker; alive as long as the channel.</summary>
    public abstract WorkerBoard Board { get; }

    /// <summary>True once the other end is gone and everything it had sent whole was received.</summary>
    public abstract bool IsPeerGone { get; }

    /// <summary>Why the other end counts as gone although its process may live: it broke the format. Otherwise <see langword="null"/>.</summary>
    public abstract string? Violation { get; }

    /// <summary>Caller's end: how long, in microseconds, the worker spins before it sleeps; zero where processors are scarce. Takes effect at the
    /// worker's next wait. A road whose worker does not spin takes no notice.</summary>
    public virtual int WorkerSpinMicroseconds { get; set; }

    /// <summary>Bytes accepted by <c>Post</c> that have not reached the other end's memory yet (the outgoing queue).</summary>
    public abstract long PendingBytes { get; }

    /// <summary>Sends one small frame; the bytes are copied before the call returns.</summary>
    /// <exception cref="PeerGoneException">The other end is gone (worker's end only: the caller's end drops the frame and lets
    /// <see cref="IsPeerGone"/> tell, since the death is handled where it is noticed).</exception>
    public abstract void Post(in FrameHeader header, ReadOnlySpan<byte> payload);

    /// <summary>Sends one frame of any size. The memory must stay unchanged until <paramref name="owner"/> is disposed, which the channel does
    /// once, when the last byte has left it (or the channel is disposed).</summary>
    public abstract void Post(in FrameHeader header, ReadOnlySequence<byte> payload, IDisposable? owner);

    /// <summary>Makes everything posted visible to the other end and wakes it if it sleeps. Frames posted since the last call travel as one
    /// batch: one publication, at most one wake-up.</summary>
    public abstract void Flush();

    /// <summary>Takes the next whole frame, if there is one; never blocks.</summary>
    /// <param name="frame">Valid until <see cref="Release"/>, which must be called before the next <c>TryReceive</c>.</param>
    public abstract bool TryReceive(out IncomingFrame frame);

    /// <summary>Worker's end: waits (spinning shortly, then sleeping) for the next whole frame.</summary>
    /// <returns>False when the calling process is gone.</returns>
    public abstract bool Receive(out IncomingFrame frame);

    /// <summary>Gives the memory of the frame received last back to the road.</summary>
    public abstract void Release();

    /// <summary>Caller's end: wakes <see cref="WaitForAttention"/> in the worker, even while a task runs there. Pokes that come faster than the
    /// worker looks may merge into one. Any thread.</summary>
    public abstract void Poke();

    /// <summary>Worker's end, for a thread of its own: sleeps until the next poke.</summary>
    /// <returns>False when the calling process is gone.</returns>
    public abstract bool WaitForAttention();

    /// <summary>Caller's end: tells the channel that the worker's process was seen to end. Needed by a road over which a worker that dies before it
    /// arrives cannot be noticed; others take no notice. Any thread.</summary>
    public virtual void NoteWorkerExit()
    {
    }

    /// <summary>In a copy of this process, which has one thread: closes this end's descriptors, which are its original's.</summary>
    public virtual void CloseInCopy()
    {
    }

    /// <summary>Closes this end. No other thread may be in the channel but for <see cref="Poke"/>, <see cref="WaitForAttention"/> and uses of
    /// <see cref="Board"/>, which stay harmless afterwards.</summary>
    public abstract void Dispose();
}
