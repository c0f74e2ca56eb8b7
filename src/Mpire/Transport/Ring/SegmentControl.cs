using System.Runtime.InteropServices;

namespace Mpire.Transport;

/// <summary>The first page of a worker's shared memory. What follows it: the task ring's bytes, then the result ring's bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct SegmentControl
{
    /// <summary>Bytes of the struct; the page that holds it may be longer.</summary>
    public const int Size = 2048;

    /// <summary>Where the <see cref="WorkerBoard"/> lies.</summary>
    public const int BoardOffset = 512;

    /// <summary>What <see cref="Magic"/> must be: "MpireRng" in memory.</summary>
    public const ulong ExpectedMagic = 0x676E_5265_7269_704D;

    /// <summary>What <see cref="Version"/> must be. Grows with every change of a layout or of the stream's format.</summary>
    public const int ExpectedVersion = 1;

    /// <summary>Tells such a segment from anything else. Written once by the caller, before the worker exists, like the next five.</summary>
    [FieldOffset(0)] public ulong Magic;

    /// <summary>The layout's version.</summary>
    [FieldOffset(8)] public int Version;

    /// <summary>Bytes before the task ring: one page.</summary>
    [FieldOffset(12)] public int ControlLength;

    /// <summary>Bytes of the ring from caller to worker.</summary>
    [FieldOffset(16)] public long TaskCapacity;

    /// <summary>Bytes of the ring from worker to caller.</summary>
    [FieldOffset(24)] public long ResultCapacity;

    /// <summary>The longest payload that either end accepts.</summary>
    [FieldOffset(32)] public long MaximumPayload;

    /// <summary>How long the worker spins before it sleeps. Written by the caller at any time.</summary>
    [FieldOffset(128)] public int WorkerSpinMicroseconds;

    /// <summary>Words of the ring from caller to worker.</summary>
    [FieldOffset(1024)] public RingControl Tasks;

    /// <summary>Words of the ring from worker to caller.</summary>
    [FieldOffset(1536)] public RingControl Results;
}
