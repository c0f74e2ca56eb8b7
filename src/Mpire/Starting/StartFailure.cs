using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mpire.Starting;

/// <summary>Puts into words why a worker could not be started, and what to change.</summary>
internal static class StartFailure
{
    private const int Enoent = 2;
    private const int Eagain = 11;
    private const int Enomem = 12;
    private const int Eacces = 13;
    private const int Enfile = 23;
    private const int Emfile = 24;

    // ERROR_TOO_MANY_OPEN_FILES, as the loader of assemblies reports it.
    private const int TooManyOpenFiles = unchecked((int)0x80070004);

    /// <summary>Whether an exception comes from the system's refusal, and not from the user's code or a fault of ours.</summary>
    public static bool Is(Exception error) => error is IOException or OutOfMemoryException or UnauthorizedAccessException || IsExternal(error);

    /// <summary>What to tell of a failed start: the system's refusal in words, or else the failure as it is. Never fails itself.</summary>
    public static Exception Tell(int workerId, Exception error)
    {
        try
        {
            return Is(error) ? Describe(workerId, error) : error;
        }
        catch (Exception)
        {
            // Where no descriptor is left not even an assembly can be loaded.
            return error;
        }
    }

    /// <summary>Names the worker, what the system said, and the remedy.</summary>
    public static WorkerStartException Describe(int workerId, Exception cause) => Describe($"Worker {workerId} could not be started", workerId, cause);

    /// <summary>As <see cref="Describe(int, Exception)"/>, of what all workers need.</summary>
    public static WorkerStartException Describe(string what, Exception cause) => Describe(what, -1, cause);

    private static WorkerStartException Describe(string what, int workerId, Exception cause) =>
        new($"{what}: {cause.Message.TrimEnd('.')}. {Remedy(cause)}", workerId, cause);

    // By itself, since its assembly may have to be loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsExternal(Exception error) => error is ExternalException;

    private static string Remedy(Exception cause) => ErrorOf(cause) switch
    {
        Emfile => $"This process may have {Limit()}files open at a time (ulimit -n), and the start of a worker takes about ten. Raise that limit, or use fewer workers.",
        Enfile => "The whole system has too many files open: close some, or raise its limit (fs.file-max).",
        Eagain => "The limit on processes and threads is reached: raise it (ulimit -u, the container's pids limit), or use fewer workers.",
        Enomem => "There is no memory for it: use fewer workers, share less, or raise the limit (ulimit -v, the container's memory limit).",
        Enoent or Eacces => "Look whether the program's file is still there and may be executed.",
        _ => "Look at the limits on processes, memory and open files (ulimit -a, the container's limits).",
    };

    private static int ErrorOf(Exception cause)
    {
        for (var error = cause; error is not null; error = error.InnerException)
        {
            switch (error)
            {
                case OutOfMemoryException: return Enomem;
                case FileLoadException { HResult: TooManyOpenFiles }: return Emfile;

                // Where the framework puts the system's error numbers, and so do we.
                case IOException { HResult: > 0 and < 4096 }: return error.HResult;
                case ExternalException: return NativeErrorOf(error);
            }
        }

        return 0;
    }

    // By itself: the exception's assembly may not be loaded, and perhaps cannot be.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int NativeErrorOf(Exception error) => error is Win32Exception native ? native.NativeErrorCode : 0;

    private static string Limit()
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/self/limits"))
            {
                const string name = "Max open files";
                if (line.StartsWith(name, StringComparison.Ordinal)) return line[name.Length..].Trim().Split(' ')[0] + " ";
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Where no file can be opened the number must be done without.
        }

        return "no more ";
    }
}
