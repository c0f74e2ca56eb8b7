namespace Mpire.Benchmarks.Workloads;

/// <summary>Somebody who does the work of a workload.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Measure">Does the work once and returns the seconds that one unit of it took.</param>
/// <param name="Base">The contestant to whom it is compared, if not to the workload's first one.</param>
internal sealed record Contestant(string Name, Func<double> Measure, string? Base = null);
