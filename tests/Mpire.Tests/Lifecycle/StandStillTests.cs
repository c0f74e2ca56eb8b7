using System.Globalization;
using System.Runtime.Versioning;
using Mpire.Engine;
using Mpire.Interop.Linux;

namespace Mpire.Tests.Lifecycle;

/// <summary>Threads that stand still while the program is copied, once and once more at once.</summary>
[Collection(PoolCollection.Name)]
[SupportedOSPlatform("linux")]
public sealed class StandStillTests
{
    [Fact]
    public void A_thread_that_comes_back_into_the_next_stand_still_stands_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Programs are copied on Linux only.");
        var entered = new object();
        var task = "";
        bool? wasWanted = null;
        StandStill.Begin();
        try
        {
            var thread = new Thread(() =>
            {
                Volatile.Write(ref task, $"/proc/{new FileInfo("/proc/thread-self").LinkTarget}/syscall");
                lock (entered)
                {
                    PoolEngine.StandStillOutside(entered);
                    wasWanted = StandStill.IsWanted;
                }
            });
            thread.Start();
            Await(() => Stands(task), "the thread to stand still");

            // It cannot come back before the next one has begun.
            lock (entered)
            {
                StandStill.End();
                Await(() => !Stands(task), "the thread to leave");
                StandStill.Begin();
            }

            Await(() => Stands(task) || !thread.IsAlive, "the thread to stand still again, or to go on");
            Assert.Null(wasWanted);
            StandStill.End();
            thread.Join();
            Assert.False(wasWanted);
        }
        finally
        {
            StandStill.End();
        }
    }

    // Not as other tests wait, which stand still themselves.
    private static void Await(Func<bool> condition, string what) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)), $"Waited for {what}.");

    private static bool Stands(string task) =>
        task.Length > 0 && File.Exists(task) && File.ReadAllText(task).Contains($" 0x{StandStill.Address.ToString("x", CultureInfo.InvariantCulture)} ", StringComparison.Ordinal);
}
