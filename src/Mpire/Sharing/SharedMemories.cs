using Mpire.Serialization;

namespace Mpire.Sharing;

/// <summary>The shared memory that this process knows, so that the same memory sent twice is one object.</summary>
internal static class SharedMemories
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Guid, WeakReference<SharedMemory>> Known = [];

    public static SharedMemory Add(SharedMemory memory)
    {
        lock (Gate) Known[memory.Id] = new WeakReference<SharedMemory>(memory);
        return memory;
    }

    /// <summary>What this process has of that name, or what is opened now. Reads the way in either case.</summary>
    public static SharedMemory FindOrOpen(Guid id, PayloadReader way, Func<PayloadReader, SharedMemory> open)
    {
        lock (Gate)
        {
            if (Known.TryGetValue(id, out var known) && known.TryGetTarget(out var memory) && !memory.IsDisposed)
            {
                SharedStore.Skip(way);
                return memory;
            }

            memory = open(way);
            Known[id] = new WeakReference<SharedMemory>(memory);
            return memory;
        }
    }

    /// <summary>From the finalizer: another object may have taken its place meanwhile.</summary>
    public static void Forget(SharedMemory memory)
    {
        lock (Gate)
        {
            if (Known.TryGetValue(memory.Id, out var known) && !known.TryGetTarget(out _)) Known.Remove(memory.Id);
        }
    }

    /// <summary>In a copy of this process, before it has a second thread: what its original has sent is not its own to wait for.</summary>
    public static void ForgetSent()
    {
        foreach (var known in Known.Values)
        {
            if (known.TryGetTarget(out var memory)) memory.ForgetSent();
        }
    }

    /// <summary>Whether something that this process has sent has not arrived.</summary>
    public static bool AreUnderWay()
    {
        lock (Gate)
        {
            foreach (var known in Known.Values)
            {
                if (known.TryGetTarget(out var memory) && !memory.IsDisposed && memory.IsAwaited) return true;
            }
        }

        return false;
    }
}
