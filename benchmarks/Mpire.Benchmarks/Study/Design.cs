namespace Mpire.Benchmarks.Study;

/// <summary>Which factors are set in which run, so that a few runs tell the effect of each.</summary>
/// <remarks>R. L. Plackett and J. P. Burman, "The Design of Optimum Multifactorial Experiments", Biometrika 33 (1946): in twelve runs each of up to eleven
/// factors is set in half, and every two of them are set together as often as not. What two factors do together is spread over the effects of others; a
/// choice made from it is therefore confirmed by running the chosen sets beside each other.</remarks>
internal static class Design
{
    private const int Runs = 12;

    // The quadratic residues modulo 11.
    private static readonly bool[] Generator = [.. Enumerable.Range(0, Runs - 1).Select(static i => i is 0 or 1 or 3 or 4 or 5 or 9)];

    /// <summary>The sets of the runs, each as names joined by +.</summary>
    /// <param name="factors">Up to eleven.</param>
    public static string[] Screen(IReadOnlyList<Factor> factors)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factors.Count, Runs - 1);
        return [.. Enumerable.Range(0, Runs).Select(run => Name(factors.Where((_, i) => run < Runs - 1 && Generator[(i + run) % (Runs - 1)])))];
    }

    private static string Name(IEnumerable<Factor> set) => string.Join('+', set.Select(static factor => factor.Name)) is { Length: > 0 } names ? names : "none";
}
