using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mpire.Sharing;

/// <summary>A part of a shared array for those who want a <see cref="Memory{T}"/>. Keeps the array.</summary>
internal sealed unsafe class SharedArrayMemory<T>(SharedArray<T> array, long start, int length) : MemoryManager<T>
    where T : unmanaged
{
    /// <summary>The part, without asking for it a second time.</summary>
    public Memory<T> Whole => CreateMemory(length);

    public override Span<T> GetSpan() => array.AsSpan(start, length);

    // It does not move, and the handle keeps it.
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length, nameof(elementIndex));
        return new MemoryHandle((T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(GetSpan())) + elementIndex, pinnable: this);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
