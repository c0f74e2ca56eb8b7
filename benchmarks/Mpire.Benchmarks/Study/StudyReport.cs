using System.Globalization;
using System.Text;
using Mpire.Benchmarks.Workloads;

namespace Mpire.Benchmarks.Study;

/// <summary>Writes what the trials say as Markdown.</summary>
internal sealed class StudyReport(IReadOnlyList<string> sets, double[] horizons, bool isScreening)
{
    private readonly List<Trial> _trials = [];
    private readonly DateTime _begun = DateTime.UtcNow;
    private readonly double _load = MachineFacts.Load;

    public IReadOnlyList<string> Sets => sets;

    public void Add(Trial trial) => _trials.Add(trial);

    /// <returns>The file's path within the repository.</returns>
    public string Write()
    {
        var text = new StringBuilder("# Settings of the workers' runtime\n\n");
        Line(text, $"{_begun:yyyy-MM-dd HH:mm} UTC. {MachineFacts.Describe()}. Load {_load:0.0} before, {MachineFacts.Load:0.0} after. {Workload.Workers} worker processes; "
            + $"{_trials.Max(static trial => trial.Round) + 1} rounds.");
        if (isScreening) Line(text, "Each figure is how many times as much work is done with a factor set as with it left alone, the others being set as often as not.");
        else Line(text, $"Each figure is how many times as much work is done as with the first set, `{sets[0]}`; medians of the rounds.");
        for (var at = 0; at < horizons.Length; at++)
        {
            Line(text, $"\n## Within {horizons[at].ToString(CultureInfo.InvariantCulture)} seconds\n");
            if (isScreening) WriteTable(text, [.. Factor.Screened.Select(static factor => factor.Name)], (subject, name) => Effect(subject, name, at));
            else WriteTable(text, sets, (subject, set) => Ratio(subject, set, at));
        }

        Line(text, $"\n## All trials\n\n| work | set | round | {string.Join(" | ", horizons.Select(static seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds} s")))} |");
        Line(text, $"|---|---|---|{string.Concat(horizons.Select(static _ => "---|"))}");
        foreach (var trial in _trials) Line(text, $"| {trial.Subject} | {trial.Set} | {trial.Round + 1} | {string.Join(" | ", trial.Done)} |");
        return Report.Save(string.Create(CultureInfo.InvariantCulture, $"settings-{_begun:yyyy-MM-dd-HHmmss}.md"), text.ToString());
    }

    private void WriteTable(StringBuilder text, IReadOnlyList<string> columns, Func<string, string, double> figure)
    {
        Line(text, $"| work | {string.Join(" | ", columns)} |\n|---|{string.Concat(columns.Select(static _ => "---|"))}");
        string[] subjects = [.. _trials.Select(static trial => trial.Subject).Distinct()];
        foreach (var subject in subjects) Line(text, $"| {subject} | {string.Join(" | ", columns.Select(column => Figure(figure(subject, column))))} |");
        Line(text, $"| all (geometric mean) | {string.Join(" | ", columns.Select(column => Figure(Mean(subjects.Select(subject => figure(subject, column))))))} |");
    }

    private double Effect(string subject, string factor, int at)
    {
        var ours = _trials.FindAll(trial => trial.Subject == subject);
        return Mean(Of(true)) / Mean(Of(false));

        IEnumerable<double> Of(bool isSet) => ours.Where(trial => trial.Set.Split('+').Contains(factor) == isSet).Select(trial => Amount(trial, at));
    }

    private double Ratio(string subject, string set, int at)
    {
        return Median(set) / Median(sets[0]);

        double Median(string name) => Measured.MedianOf(_trials.Where(trial => trial.Subject == subject && trial.Set == name).Select(trial => Amount(trial, at)));
    }

    // A work of which nothing was done in time still has a ratio.
    private static double Amount(Trial trial, int at) => Math.Max(trial.Done[at], 0.5);

    private static double Mean(IEnumerable<double> figures) => Math.Exp(figures.Average(Math.Log));

    private static string Figure(double figure) => figure.ToString("0.00", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
