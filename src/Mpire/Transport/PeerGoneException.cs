namespace Mpire.Transport;

/// <summary>The other end of a channel is gone. Internal: a worker ends on it, the pool turns it into the worker's death.</summary>
/// <param name="violation">What the other end did wrong, if it did not simply end.</param>
internal sealed class PeerGoneException(string? violation = null)
    : IOException(violation ?? "The process at the other end of the channel is gone.");
