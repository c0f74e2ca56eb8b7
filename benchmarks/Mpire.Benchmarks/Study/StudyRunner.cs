using System.Globalization;

namespace Mpire.Benchmarks.Study;

/// <summary>The experiment that the workers' profile was chosen by: all kinds of work under all settings, interleaved.</summary>
internal static class StudyRunner
{
    private const string Usage = """
        usage: study [--sets A,B+C,none] [--subjects search,json] [--seconds 1,10] [--rounds 1]

          --sets      the sets of factors that are compared, the first one being the base; default: a screening of all factors in twelve runs
          --subjects  the kinds of work; default: all
          --seconds   after which times the work that is done is counted, from before the pool is made
          --rounds    how often each is run
        """;

    public static void Run(string[] args)
    {
        string[]? sets = null;
        var subjects = Subject.All;
        double[] horizons = [1, 10];
        var rounds = 1;
        for (var i = 0; i < args.Length; i++)
        {
            if (i + 1 == args.Length)
            {
                Console.WriteLine(Usage);
                return;
            }

            var value = args[i + 1].Split(',');
            switch (args[i++])
            {
                case "--sets": sets = value; break;
                case "--subjects": subjects = [.. value.Select(static name => Array.Find(Subject.All, subject => subject.Name == name) ?? throw new ArgumentException($"There is no subject '{name}'."))]; break;
                case "--seconds": horizons = [.. value.Select(static seconds => double.Parse(seconds, CultureInfo.InvariantCulture))]; break;
                case "--rounds": rounds = int.Parse(value[0], CultureInfo.InvariantCulture); break;
                default: Console.WriteLine(Usage); return;
            }
        }

        var report = new StudyReport(sets ?? Design.Screen(Factor.Screened), horizons, isScreening: sets is null);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var subject in subjects)
            {
                // Reads its input, and lets this program's own code be compiled.
                if (round == 0) Trial.Run(subject, report.Sets[0], round, [1]);

                // Nobody is always the first.
                for (var i = 0; i < report.Sets.Count; i++)
                {
                    var trial = Trial.Run(subject, report.Sets[(i + round) % report.Sets.Count], round, horizons);
                    Console.WriteLine($"{subject.Name,-14}{trial.Set,-60}{string.Join("  ", trial.Done)}");
                    report.Add(trial);
                }
            }
        }

        Console.WriteLine($"Report: {report.Write()}");
    }
}
