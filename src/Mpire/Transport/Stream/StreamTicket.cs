namespace Mpire.Transport;

/// <summary>The way to a stream road: a path and a secret. Nothing to pass on but the text.</summary>
internal sealed class StreamTicket(string directory, ReadOnlySpan<byte> token) : RoadTicket
{
    /// <inheritdoc/>
    public override string Address { get; } = $"{Road.StreamKind}:{directory}:{Convert.ToHexString(token)}";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Descriptors => [];

    /// <inheritdoc/>
    public override void HandOver()
    {
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
