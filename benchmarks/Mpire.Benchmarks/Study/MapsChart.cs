using System.Text.RegularExpressions;
using ScottPlot;

namespace Mpire.Benchmarks.Study;

/// <summary>Draws how the maps of each way get quicker.</summary>
internal static partial class MapsChart
{
    private const string Font = "DejaVu Sans";

    // Told apart by people who do not see all colours, too.
    private static readonly string[] Colors = ["#777777", "#BBBBBB", "#DDAA33", "#228833", "#CCBB44", "#4477AA", "#66CCEE", "#AA3377", "#EE6677"];

    public static void Draw(IReadOnlyList<MapsFigures> all, int workers, string file)
    {
        using var plot = new Plot();
        var longest = 0.0;
        foreach (var (index, one) in all.Index())
        {
            if (one.WhyNot is not null) continue;
            double[] milliseconds = [.. one.Maps.Select(static seconds => seconds * 1e3)];
            longest = Math.Max(longest, milliseconds.Max());
            var line = plot.Add.Scatter(Enumerable.Range(1, milliseconds.Length).Select(static map => (double)map).ToArray(), milliseconds, Color.FromHex(Colors[index % Colors.Length]));
            line.LegendText = one.Way;
            line.LineWidth = 2;
            line.MarkerSize = 5;
        }

        plot.Title($"Milliseconds of each map of the quick start's search, {workers} workers");
        plot.XLabel($"map, in a fresh program. {Environment.ProcessorCount} processors, .NET {Environment.Version}");
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(1, 10).Select(static map => (double)map)], [.. Enumerable.Range(1, 10).Select(static map => $"{map}")]);
        plot.Axes.Bottom.Label.FontSize = 13;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.SetLimits(0.7, 10.3, 0, longest * 1.05);
        plot.ShowLegend(Alignment.UpperRight);
        plot.Legend.OutlineWidth = 0;
        plot.Axes.Right.IsVisible = false;
        plot.Axes.Top.IsVisible = false;
        plot.Font.Set(Font);
        if (file.EndsWith(".png", StringComparison.Ordinal)) plot.SavePng(file, 900, 480);
        else File.WriteAllText(file, FontFamily().Replace(plot.GetSvgXml(900, 480), "font-family=\"$1, Verdana, sans-serif\""));
    }

    // An SVG names the font that was found here, and other machines may lack it. Verdana is as wide.
    [GeneratedRegex("font-family=\"([^\"]*)\"")]
    private static partial Regex FontFamily();
}
