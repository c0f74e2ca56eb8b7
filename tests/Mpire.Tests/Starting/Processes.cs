using System.Diagnostics;

namespace Mpire.Tests.Starting;

/// <summary>Looks at processes from outside, by <c>/proc</c>.</summary>
internal static class Processes
{
    /// <summary>Whether it exists and is more than a zombie.</summary>
    public static bool Runs(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Waits for a process that is not our child.</summary>
    public static void AwaitEnd(int processId, TimeSpan atMost)
    {
        var start = Stopwatch.GetTimestamp();
        while (Runs(processId))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < atMost, $"Process {processId} still runs after {atMost}.");
            Thread.Yield();
        }
    }
}
