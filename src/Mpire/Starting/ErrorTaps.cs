using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Starting;

/// <summary>The one thread of this process that passes on what workers write on standard error, as it comes.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class ErrorTaps
{
    private static readonly Lock Gate = new();
    private static readonly List<ErrorTap> Taps = [];
    private static int _news = -1;

    /// <summary>Lets a tap be emptied from now on.</summary>
    /// <returns>False if the system has no thread to give.</returns>
    public static bool TryAdd(ErrorTap tap)
    {
        lock (Gate)
        {
            if (_news < 0)
            {
                var news = EventFd.Create();
                try
                {
                    new Thread(Serve, 256 * 1024) { IsBackground = true, Name = "Mpire errors" }.UnsafeStart(news);
                }
                catch (OutOfMemoryException)
                {
                    Descriptor.Close(news);
                    return false;
                }

                _news = news;
            }

            Taps.Add(tap);
        }

        Tell();
        return true;
    }

    /// <summary>Nothing comes from it any more.</summary>
    public static void Remove(ErrorTap tap)
    {
        lock (Gate) Taps.Remove(tap);
        Tell();
    }

    private static void Tell()
    {
        var one = 1L;
        _ = ReadWrite.Write(_news, (byte*)&one, sizeof(long));
    }

    private static void Serve(object? argument)
    {
        var news = (int)argument!;
        while (true)
        {
            ErrorTap[] taps;
            lock (Gate)
            {
                Taps.RemoveAll(static tap => tap.ReadEnd < 0);
                taps = [.. Taps];
            }

            var entries = new PollEntry[taps.Length + 1];
            entries[0] = new PollEntry { Descriptor = news, Questions = Poll.Readable };
            for (var i = 0; i < taps.Length; i++) entries[i + 1] = new PollEntry { Descriptor = taps[i].ReadEnd, Questions = Poll.Readable };
            Poll.Wait(entries, -1);
            long count;
            if (entries[0].Answers != 0) _ = ReadWrite.Read(news, (byte*)&count, sizeof(long));
            for (var i = 0; i < taps.Length; i++)
            {
                if (entries[i + 1].Answers != 0) taps[i].Pass();
            }
        }
    }
}
