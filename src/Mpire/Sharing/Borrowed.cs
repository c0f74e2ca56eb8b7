namespace Mpire.Sharing;

/// <summary>
/// Memory of which spans were given to this thread. The collector does not follow a span to shared memory, so the thread itself keeps the memory
/// that it asked for last; a worker forgets it at the end of a chunk, when no span of its tasks can be left.
/// </summary>
internal static class Borrowed
{
    private const int Most = 8;

    [ThreadStatic]
    private static SharedMemory?[]? _last;

    [ThreadStatic]
    private static int _next;

    /// <summary>Keeps the memory.</summary>
    public static void Keep(SharedMemory memory)
    {
        var last = _last ??= new SharedMemory?[Most];
        if (Array.IndexOf(last, memory) >= 0) return;
        last[_next] = memory;
        _next = (_next + 1) % Most;
    }

    /// <summary>Forgets all.</summary>
    public static void Return()
    {
        if (_last is { } last) Array.Clear(last);
    }
}
