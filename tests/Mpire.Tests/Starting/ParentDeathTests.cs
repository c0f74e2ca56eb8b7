using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace Mpire.Tests.Starting;

/// <summary>A parent that is killed takes along its workers and what they started, though the thread that started them is long gone.</summary>
[SupportedOSPlatform("linux")]
public class ParentDeathTests
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(15);

    [Fact]
    public void Workers_end_with_their_parent() => KillParentAndCheck("run:hang:2");

    [Fact]
    public void What_a_task_started_ends_with_the_parent() => KillParentAndCheck("run:start:1000");

    [Fact]
    public void Workers_of_workers_end_with_the_outermost_parent() => KillParentAndCheck("run:nest");

    private static void KillParentAndCheck(string command)
    {
        using var parent = Process.Start(HostProgram.Prepare(HostProgram.Executable, [command]))!;
        List<int> others = [];
        try
        {
            // "worker <its id> <the id of what it started, or x>"
            while (parent.StandardOutput.ReadLine() is { } line && line != "ready")
            {
                foreach (var word in line.Split(' '))
                {
                    if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) others.Add(id);
                }
            }

            Assert.True(others.Count >= 2 || command == "run:hang:1");
            Assert.All(others, id => Assert.True(Processes.Runs(id)));
        }
        finally
        {
            parent.Kill();
            parent.WaitForExit();
        }

        foreach (var id in others) Processes.AwaitEnd(id, AtMost);
    }
}
