using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Transport;

/// <summary>
/// The mapped control page of a worker's segment. Unmapped by the finalizer alone: copies of the <see cref="WorkerBoard"/> in it keep it
/// alive, so that looking at the board of a worker that was just disposed is harmless instead of the end of the process.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class ControlPage
{
    private readonly byte* _address;
    private readonly long _length;

    /// <summary>Maps the first page of the segment.</summary>
    public ControlPage(int memory)
    {
        _length = Environment.SystemPageSize;
        _address = Mmap.Map(memory, 0, _length);
    }

    /// <summary>Unmaps the page.</summary>
    ~ControlPage()
    {
        if (_address is not null) Mmap.Unmap(_address, _length);
    }

    /// <summary>The words in it; valid while this object is reachable.</summary>
    public SegmentControl* Words => (SegmentControl*)_address;

    /// <summary>The board in it.</summary>
    public WorkerBoard Board => new(_address + SegmentControl.BoardOffset, this);
}
