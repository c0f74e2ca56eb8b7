using System.Globalization;
using System.Text.RegularExpressions;
using ScottPlot;

namespace SharedObjects;

/// <summary>The memory of all processes together: a group of bars for each method, a bar for each look.</summary>
internal static partial class Chart
{
    private const int Width = 900;
    private const int Height = 480;
    private const string Font = "DejaVu Sans";

    // Room for four bars and a gap.
    private const int Group = 5;

    // Told apart by people who do not see all colours, too.
    private static readonly Color[] Colors = [Color.FromHex("#4477AA"), Color.FromHex("#66CCEE"), Color.FromHex("#CCBB44"), Color.FromHex("#EE6677")];

    public static void Draw(IReadOnlyList<Measurement> measurements, Options options, string file)
    {
        using var plot = new Plot();
        plot.Title("Memory of all processes together, MB");
        for (var look = 0; look < Report.Looks.Length; look++)
        {
            var bars = plot.Add.Bars(Bars(measurements, look));
            bars.LegendText = Report.Looks[look];
            bars.ValueLabelStyle.FontName = Font;
            bars.ValueLabelStyle.FontSize = 13;
        }

        plot.Axes.SetLimitsY(0, 1.1 * measurements.SelectMany(one => one.Totals()).Max() / 1e6);
        plot.Axes.Left.TickLabelStyle.FontSize = 13;

        plot.Axes.Bottom.SetTicks(
            [.. measurements.Select((_, index) => (index * Group) + 1.5)],
            [.. measurements.Select(one => one.WhyNot is null ? $"{one.Method}" : $"{one.Method}\nnot here")]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = 14;
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.XLabel(Circumstances(options));
        plot.Axes.Bottom.Label.FontSize = 13;
        plot.Axes.Bottom.Label.Bold = false;
        plot.ShowLegend(Edge.Top);
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Color.FromHex("#FFFFFF00");
        plot.Legend.TightHorizontalWrapping = true;
        plot.Legend.InterItemPadding = new PixelPadding(12);
        plot.Axes.Frame(false);
        plot.Axes.Bottom.FrameLineStyle.Width = 1;
        plot.HideGrid();
        plot.Font.Set(Font);

        if (file.EndsWith(".png", StringComparison.Ordinal)) plot.SavePng(file, Width, Height);
        else File.WriteAllText(file, FontFamily().Replace(plot.GetSvgXml(Width, Height), "font-family=\"$1, Verdana, sans-serif\""));
    }

    private static Bar[] Bars(IReadOnlyList<Measurement> measurements, int look) =>
    [.. from one in measurements.Index()
        where one.Item.WhyNot is null
        let megabytes = one.Item.Totals()[look] / 1e6
        select new Bar { Position = (one.Index * Group) + look, Value = megabytes, Label = $"{megabytes:N0}", FillColor = Colors[look], LineWidth = 0 }];

    private static string Circumstances(Options options)
    {
        var system = OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsWindows() ? "Windows" : Environment.OSVersion.Platform.ToString();
        var day = DateTime.Today.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        return $"{options.Workers} workers share {options.Megabytes} MB of objects. {Environment.ProcessorCount} processors, {system}, .NET {Environment.Version}, {day}";
    }

    // An SVG names the font that was found here, and other machines may lack it. Verdana is as wide.
    [GeneratedRegex("font-family=\"([^\"]*)\"")]
    private static partial Regex FontFamily();
}
