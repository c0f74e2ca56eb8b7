using System.Globalization;
using System.Text;

namespace Mpire.Benchmarks.Workloads;

/// <summary>Writes what was measured as Markdown: targets first, ratios before times.</summary>
internal sealed class Report(int rounds)
{
    private readonly StringBuilder _targets = new();
    private readonly StringBuilder _tables = new();
    private readonly DateTime _begun = DateTime.UtcNow;

    public void Add(Workload workload, Measured measured, double loadBefore, double loadAfter)
    {
        foreach (var target in workload.Targets)
        {
            var figure = target.Figure(measured);
            Append(_targets, $"| {target.Text} | {(target.IsMost ? "at most" : "at least")} {target.Limit} {target.Unit} "
                + $"| {figure:0.##} {target.Unit} | {(target.IsMetBy(figure) ? "met" : "missed")} |");
        }

        var contestants = workload.Contestants;
        var hasBytes = workload.BytesPerUnit > 0;
        Append(_tables, $"\n## {workload.Title}\n");
        Append(_tables, $"Load {loadBefore:0.0} before, {loadAfter:0.0} after: {MachineFacts.Judge(loadBefore, loadAfter)}. Times of one {workload.Unit}.\n");
        Append(_tables, $"| who | ratio | compared to | median | least | most |{(hasBytes ? " GB/s |" : "")}");
        Append(_tables, $"|---|---|---|---|---|---|{(hasBytes ? "---|" : "")}");
        foreach (var contestant in contestants)
        {
            if (measured.Skipped.TryGetValue(contestant.Name, out var reason))
            {
                Append(_tables, $"| {contestant.Name} | skipped: {reason} | | | | |{(hasBytes ? " |" : "")}");
                continue;
            }

            var median = measured.Median(contestant.Name);
            var to = contestant.Base ?? contestants[0].Name;
            var bandwidth = hasBytes ? $" {workload.BytesPerUnit / median / 1e9:0.00} |" : "";
            Append(_tables, $"| {contestant.Name} | {median / measured.Median(to):0.00} | {to} | {Duration(median)} "
                + $"| {Duration(measured.Least(contestant.Name))} | {Duration(measured.Most(contestant.Name))} |{bandwidth}");
            Console.WriteLine($"  {contestant.Name}: {Duration(median)}");
        }
    }

    /// <returns>The file's path within the repository.</returns>
    public string Write()
    {
        var text = new StringBuilder();
        Append(text, "# Workloads\n");
        Append(text, $"{_begun:yyyy-MM-dd HH:mm} UTC. {MachineFacts.Describe()}. {rounds} rounds after one to warm up, everybody in every round; medians. "
            + "A ratio is a time divided by the time of whom it is compared to.\n");
        Append(text, "| target | limit | measured | |\n|---|---|---|---|");
        text.Append(_targets).Append(_tables);
        return Save(string.Create(CultureInfo.InvariantCulture, $"{_begun:yyyy-MM-dd-HHmmss}.md"), text.ToString());
    }

    /// <summary>Keeps a report.</summary>
    /// <returns>The file's path within the repository.</returns>
    public static string Save(string name, string text)
    {
        var folder = Path.Combine(RepositoryFolder(), "benchmarks", "Results");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), text);
        return $"benchmarks/Results/{name}";
    }

    /// <summary>Where this program's repository lies.</summary>
    public static string RepositoryFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Mpire.slnx"))) return folder.FullName;
        }

        return Environment.CurrentDirectory;
    }

    private static void Append(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static void Append(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static string Duration(double seconds) => seconds switch
    {
        < 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0.00} µs"),
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s"),
    };
}
