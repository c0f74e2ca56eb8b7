namespace Mpire.Transport;

/// <summary>The other end of a channel is gone. Internal: a worker ends on it, the pool turns it into the worker's death.</summary>
internal sealed class PeerGoneException() : IOException("The process at the other end of the channel is gone.");
