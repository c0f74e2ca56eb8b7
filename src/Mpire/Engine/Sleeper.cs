using System.Runtime.CompilerServices;
using Mpire.Interop;
using Mpire.Interop.Linux;

namespace Mpire.Engine;

/// <summary>What one thread sleeps on until its call is done. One per thread, used over and over.</summary>
/// <remarks>A monitor, or an event made of one, wakes a sleeper into the lock that its waker still holds, and costs both a second turn. On Linux this is a
/// word and the bare call.</remarks>
internal sealed unsafe class Sleeper
{
    private const int Awake = 0;
    private const int Called = 1;
    private const int Asleep = 2;

    [ThreadStatic]
    private static Sleeper? _ofThisThread;

    private readonly AutoResetEvent? _event = Platform.HasLinuxPath ? null : new AutoResetEvent(false);

    // Pinned, since the kernel knows the word by its address.
    private readonly int[] _words = GC.AllocateArray<int>(16, pinned: true);

    /// <summary>The calling thread's own.</summary>
    public static Sleeper OfThisThread => _ofThisThread ??= new Sleeper();

    /// <summary>Forgets earlier calls. To be followed by a look whether there is anything to wait for.</summary>
    public void Prepare() => Interlocked.Exchange(ref _words[0], Awake);

    /// <summary>Sleeps until called, at most for a time; may end early. The owning thread.</summary>
    public void Sleep(TimeSpan longest)
    {
        if (Interlocked.CompareExchange(ref _words[0], Asleep, Awake) != Awake) return;
        if (_event is { } signal) signal.WaitOne(longest);
        else if (OperatingSystem.IsLinux()) Futex.Sleep((int*)Unsafe.AsPointer(ref _words[0]), Asleep, longest);
    }

    /// <summary>Ends the sleep, or the next one. Any thread.</summary>
    public void Call()
    {
        if (Interlocked.Exchange(ref _words[0], Called) != Asleep) return;
        if (_event is { } signal) signal.Set();
        else if (OperatingSystem.IsLinux()) Futex.WakeUp((int*)Unsafe.AsPointer(ref _words[0]), 1);
    }
}
