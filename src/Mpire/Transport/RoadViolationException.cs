namespace Mpire.Transport;

/// <summary>The other end broke the format of the road. Never leaves a channel: the channel treats the peer as gone and keeps the message.</summary>
internal sealed class RoadViolationException(string message) : IOException(message);
