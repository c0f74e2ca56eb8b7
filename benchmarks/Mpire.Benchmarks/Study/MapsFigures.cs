using Mpire.Benchmarks.Workloads;

namespace Mpire.Benchmarks.Study;

/// <summary>Medians of one way, in seconds.</summary>
/// <param name="Way">Its name.</param>
/// <param name="Figures">The start, then each map.</param>
/// <param name="WhyNot">Why there are none.</param>
internal sealed record MapsFigures(string Way, double[] Figures, string? WhyNot = null)
{
    public double Start => Figures[0];

    public double[] Maps => Figures[1..];

    public double Best => Maps.Min();

    public static MapsFigures Of(string way, List<double[]> rounds) =>
        new(way, [.. Enumerable.Range(0, rounds[0].Length).Select(i => Measured.MedianOf(rounds.Select(round => round[i])))]);
}
