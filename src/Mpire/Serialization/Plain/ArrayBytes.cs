using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mpire.Serialization;

/// <summary>Bytes of a stretch of an array of unmanaged elements, by reference. One stretch has at most <see cref="MaxLength"/> bytes.</summary>
internal sealed class ArrayBytes(Array array, nuint offset, int length) : MemoryManager<byte>
{
    /// <summary>A multiple of every element size up to 2^20, below what a <see cref="Span{T}"/> can count.</summary>
    public const int MaxLength = 1 << 30;

    /// <inheritdoc/>
    public override Span<byte> GetSpan() =>
        MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(array), offset), length);

    /// <inheritdoc/>
    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length, nameof(elementIndex));
        var handle = GCHandle.Alloc(array, GCHandleType.Pinned);
        byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + offset + elementIndex;
        return new MemoryHandle(start, handle);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        // The MemoryHandle frees its own GCHandle.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
