using System.Globalization;

namespace Mpire.Benchmarks.Workloads;

/// <summary>Measures workloads: everybody once per round, one after the other, so that whatever else the machine does meets all alike.</summary>
internal static class WorkloadRunner
{
    private const int DefaultRounds = 5;
    private const int WarmUps = 1;

    /// <param name="args">A part of a workload's key, and <c>--rounds N</c>, both optional.</param>
    public static void Run(string[] args)
    {
        var rounds = DefaultRounds;
        var filters = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--rounds") rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
            else filters.Add(args[i]);
        }

        Func<Workload>[] all =
        [
            () => new StartWorkload(),
            () => new ForkWorkload("nothing", workers: 2),
            () => new ForkWorkload("large", workers: 2),
            () => new ForkWorkload("dictionary", workers: 2),
            () => new ForkWorkload("dictionary", workers: 4),
            () => new ForkWorkload("dictionary", workers: 8),
            () => new SmallTaskWorkload(),
            () => new CrowdWorkload(),
            () => new ApplyWorkload(),
            () => new CallersWorkload(),
            () => new MillionWorkload(),
            () => new PayloadWorkload(isResult: true),
            () => new PayloadWorkload(isResult: false),
            () => new NumericWorkload(),
            () => new StatefulWorkload(),
            () => new InitWorkload(),
            () => new SharedWorkload("index"),
            () => new SharedWorkload("lock"),
            () => new SharedWorkload("store"),
            () => new CopyOnWriteWorkload(),
            () => new ManagerWorkload("call"),
            () => new ManagerWorkload("queue"),
        ];
        var report = new Report(rounds);
        foreach (var make in all)
        {
            using var workload = make();
            if (filters.Count > 0 && !filters.Exists(key => workload.Key.Contains(key, StringComparison.OrdinalIgnoreCase))) continue;
            Console.WriteLine(workload.Title);
            var before = MachineFacts.Load;
            var measured = Measure(workload, rounds);
            report.Add(workload, measured, before, MachineFacts.Load);
        }

        Console.WriteLine($"Report: {report.Write()}");
    }

    private static Measured Measure(Workload workload, int rounds)
    {
        var measured = new Measured();
        var contestants = workload.Contestants;
        for (var round = -WarmUps; round < rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                if (measured.Skipped.ContainsKey(contestant.Name)) continue;
                try
                {
                    var seconds = contestant.Measure();
                    if (round >= 0) measured.Add(contestant.Name, seconds);
                }
                catch (PeerUnavailableException absent)
                {
                    measured.Skipped.Add(contestant.Name, absent.Message);
                }
            }
        }

        return measured;
    }
}
