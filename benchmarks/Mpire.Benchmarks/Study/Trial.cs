using System.Diagnostics;

namespace Mpire.Benchmarks.Study;

/// <summary>How much of a subject's work two workers did within some times, counted from before their pool was made.</summary>
/// <param name="Done">Results at the end of each horizon.</param>
internal sealed record Trial(string Subject, string Set, int Round, long[] Done)
{
    public static Trial Run(Subject subject, string set, int round, double[] horizons)
    {
        var done = new long[horizons.Length];
        var options = new WorkerPoolOptions
        {
            Workers = Workloads.Workload.Workers,
            StartMethod = StartMethod.Spawn,
            Profile = WorkerProfile.Inherit,
            Environment = Factor.Set(set),
        };
        var (begun, count, at) = (Stopwatch.GetTimestamp(), 0L, 0);
        subject.Run(options, () =>
        {
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            for (; at < horizons.Length && seconds > horizons[at]; at++) done[at] = count;
            count++;
            return at < horizons.Length;
        });
        return new Trial(subject.Name, set, round, done);
    }
}
