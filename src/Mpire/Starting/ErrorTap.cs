using System.Runtime.Versioning;
using System.Text;
using Mpire.Interop.Linux;

namespace Mpire.Starting;

/// <summary>Standard error of a worker process, on its way to this program's: the last of it is kept, for the report of the worker's death.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class ErrorTap : IDisposable
{
    private const int Kept = 8192;
    private const int StandardError = 2;

    private readonly Lock _gate = new();
    private readonly byte[] _last = new byte[Kept];
    private long _count;
    private int _readEnd;
    private int _writeEnd;

    private ErrorTap(int readEnd, int writeEnd) => (_readEnd, _writeEnd) = (readEnd, writeEnd);

    /// <summary>What the new process gets as its standard error.</summary>
    public int WriteEnd => _writeEnd;

    /// <summary>Where its other end is read; -1 if there is nothing to come.</summary>
    public int ReadEnd => Volatile.Read(ref _readEnd);

    /// <summary>Makes one, and sees to it that it is emptied.</summary>
    /// <returns><see langword="null"/> if the system has no room for it: the worker then has this program's standard error itself.</returns>
    public static ErrorTap? TryOpen()
    {
        ErrorTap? tap = null;
        try
        {
            Pipe.Create(out var readEnd, out var writeEnd);
            tap = new ErrorTap(readEnd, writeEnd);
            Descriptor.SetNonBlocking(readEnd);
            if (ErrorTaps.TryAdd(tap)) return tap;
        }
        catch (Exception error) when (StartFailure.Is(error))
        {
            // What cannot be told is no reason not to start a worker.
        }

        tap?.CloseWriteEnd();
        tap?.Close();
        return null;
    }

    /// <summary>The process has its own.</summary>
    public void CloseWriteEnd()
    {
        if (_writeEnd >= 0) Descriptor.Close(_writeEnd);
        _writeEnd = -1;
    }

    /// <summary>The last that the process has written, some kilobytes at most; <see langword="null"/> if nothing.</summary>
    public string? Last()
    {
        Pass();
        lock (_gate)
        {
            if (_count == 0) return null;
            var length = (int)Math.Min(_count, Kept);
            var text = new byte[length];
            for (var i = 0; i < length; i++) text[i] = _last[(_count - length + i) % Kept];
            var last = Encoding.UTF8.GetString(text);
            return _count > Kept ? last[(last.IndexOf('\n', StringComparison.Ordinal) + 1)..] : last;
        }
    }

    /// <summary>Passes on what is there.</summary>
    /// <returns>False if nothing will ever come.</returns>
    public bool Pass()
    {
        const int Size = 4096;
        var buffer = stackalloc byte[Size];
        lock (_gate)
        {
            while (_readEnd >= 0)
            {
                var count = ReadWrite.Read(_readEnd, buffer, Size);
                if (count == ReadWrite.WouldBlock) return true;
                if (count <= 0)
                {
                    Close();
                    break;
                }

                for (var i = 0; i < count; i++) _last[_count++ % Kept] = buffer[i];
                Write(buffer, count);
            }

            return false;
        }
    }

    /// <summary>The worker is gone. What it has started may have its standard error still: that is passed on as long as it does.</summary>
    public void Dispose()
    {
        CloseWriteEnd();
        if (!Pass()) ErrorTaps.Remove(this);
    }

    private static void Write(byte* buffer, int count)
    {
        var entries = new PollEntry[1];
        for (var written = 0; written < count;)
        {
            int now;
            try
            {
                now = ReadWrite.Write(StandardError, buffer + written, count - written);
            }
            catch (Exception)
            {
                // A program without standard error.
                return;
            }

            if (now == ReadWrite.PeerClosed) return;
            if (now > 0) written += now;
            entries[0] = new PollEntry { Descriptor = StandardError, Questions = Poll.Writable };
            if (now == ReadWrite.WouldBlock) Poll.Wait(entries, -1);
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            if (_readEnd >= 0) Descriptor.Close(_readEnd);
            Volatile.Write(ref _readEnd, -1);
        }
    }
}
