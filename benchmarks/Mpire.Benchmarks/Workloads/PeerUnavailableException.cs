namespace Mpire.Benchmarks.Workloads;

/// <summary>A contestant that cannot take part on this machine, and why.</summary>
internal sealed class PeerUnavailableException(string reason) : Exception(reason);
