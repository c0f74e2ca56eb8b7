using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Transport;

/// <summary>The worker's descriptors of a ring road, until they are in its process.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RingTicket(int memory, int dataBell, int roomBell, int attention, int callerBell) : RoadTicket
{
    private int[]? _owned = [memory, dataBell, roomBell, attention, callerBell];

    /// <inheritdoc/>
    public override string Address { get; } = $"{Road.RingKind}:{memory},{dataBell},{roomBell},{attention},{callerBell}";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Descriptors { get; } = [memory, dataBell, roomBell, attention, callerBell];

    /// <inheritdoc/>
    public override void HandOver() => _owned = null;

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var descriptor in Interlocked.Exchange(ref _owned, null) ?? []) Descriptor.Close(descriptor);
    }
}
