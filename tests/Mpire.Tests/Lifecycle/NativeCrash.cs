using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Mpire.Tests.Lifecycle;

/// <summary>Ways for a task to bring down its process.</summary>
internal static unsafe class NativeCrash
{
    public static int Die(Death how)
    {
        switch (how)
        {
            case Death.Exit:
                Environment.Exit(3);
                break;
            case Death.FailFast:
                Environment.FailFast("asked for");
                break;
            case Death.StackOverflow:
                return Deeper(1);
            case Death.Kill:
                Signal("-9");
                break;
            case Death.Terminate:
                Signal("-15");
                break;
            case Death.NativeFault:
                // Beyond the first pages, where the runtime would make it a NullReferenceException.
                *(int*)unchecked((nint)0x10_0000_0008) = 1;
                break;
            case Death.OtherThread:
                var thread = new Thread(() => throw new InvalidOperationException("on another thread"));
                thread.Start();
                thread.Join();
                break;
            case Death.KillWithChild:
                using (Process.Start("sleep", "20"))
                {
                    Signal("-9");
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how));
        }

        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deeper(int x) => x == int.MinValue ? x : Deeper(x + 1) + Deeper(x + 2);

    private static void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
