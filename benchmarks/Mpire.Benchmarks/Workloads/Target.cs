namespace Mpire.Benchmarks.Workloads;

/// <summary>What a workload is to reach.</summary>
/// <param name="Text">In words.</param>
/// <param name="Figure">The figure that counts, from what was measured.</param>
/// <param name="Limit">The most, or the least, that it may be.</param>
/// <param name="IsMost">Whether <paramref name="Limit"/> is the most.</param>
/// <param name="Unit">What the figure counts.</param>
internal sealed record Target(string Text, Func<Measured, double> Figure, double Limit, bool IsMost, string Unit)
{
    public bool IsMetBy(double figure) => IsMost ? figure <= Limit : figure >= Limit;
}
