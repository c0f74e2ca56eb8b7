using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Mpire.Serialization;

/// <summary>
/// Bytes on their way out: growable, pooled, in segments, so that a message may exceed 2 GiB. Big blocks of unmanaged memory are kept by
/// reference and must not change until the writer is reset or disposed, unless <see cref="CopiesBlocks"/>. One thread at a time.
/// </summary>
internal sealed class PayloadWriter : IBufferWriter<byte>, IDisposable
{
    /// <summary>From this many bytes on, a block of unmanaged elements is kept by reference.</summary>
    public const int ExternalThreshold = 32 * 1024;

    private const int FirstBufferSize = 4096;
    private const int LargestBufferSize = 1 << 20;
    private const int PoolSize = 8;

    private static readonly PayloadWriter?[] Pool = new PayloadWriter?[PoolSize];

    private readonly byte[] _firstBuffer = new byte[FirstBufferSize];
    private readonly List<Segment> _done = [];
    private readonly List<byte[]> _rented = [];
    private byte[] _buffer;
    private int _start;
    private int _position;
    private long _doneLength;
    private int _nextSize = 4 * FirstBufferSize;
    private bool _inPool;

    private PayloadWriter() => _buffer = _firstBuffer;

    /// <summary>Whether something that travels by handle was written since the last reset.</summary>
    public bool HasHandles { get; set; }

    /// <summary>Whether something was written since the last reset that may be another when written again, though nobody has changed it.</summary>
    public bool IsVolatile { get; set; }

    /// <summary>About how many bytes may be written; longer graphs are broken off.</summary>
    public long Longest { get; set; } = long.MaxValue;

    /// <summary>Whether that was too few.</summary>
    public bool WasTooLong { get; private set; }

    /// <summary>Whether big blocks of memory are copied too: for what its owner may change before it is on the road.</summary>
    public bool CopiesBlocks { get; set; }

    /// <summary>Bytes written so far.</summary>
    public long Length => _doneLength + (_position - _start);

    /// <summary>Takes a writer from the pool; <see cref="Dispose"/> puts it back.</summary>
    public static PayloadWriter Rent()
    {
        for (int i = 0; i < PoolSize; i++)
        {
            if (Volatile.Read(ref Pool[i]) is not null && Interlocked.Exchange(ref Pool[i], null) is { } pooled)
            {
                pooled._inPool = false;
                return pooled;
            }
        }

        return new PayloadWriter();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_inPool)
        {
            return;
        }

        Reset();
        CopiesBlocks = false;
        Longest = long.MaxValue;
        WasTooLong = false;
        _inPool = true;
        for (int i = 0; i < PoolSize; i++)
        {
            if (Interlocked.CompareExchange(ref Pool[i], this, null) is null)
            {
                return;
            }
        }
    }

    /// <summary>Forgets everything written.</summary>
    public void Reset() => Truncate(0);

    /// <summary>Forgets everything written after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)Length, nameof(length));
        while (length < _doneLength)
        {
            Segment last = _done[^1];
            _done.RemoveAt(_done.Count - 1);
            _doneLength -= last.Memory.Length;
            if (last.Buffer is not null)
            {
                ReturnBuffersAfter(last.Buffer);
                _start = last.Offset;
            }
        }

        _position = _start + (int)(length - _doneLength);
        if (length == 0)
        {
            HasHandles = false;
            IsVolatile = false;
            ReturnBuffersAfter(_firstBuffer);
            _done.Clear();
            _start = 0;
            _position = 0;
            _nextSize = 4 * FirstBufferSize;
        }
    }

    /// <summary>Everything written, without copying; valid until the writer is written to, reset or disposed.</summary>
    public ReadOnlySequence<byte> AsSequence()
    {
        if (_done.Count == 0)
        {
            return new ReadOnlySequence<byte>(_buffer, _start, _position - _start);
        }

        BytePiece? first = null;
        BytePiece? last = null;
        foreach (Segment segment in _done)
        {
            last = new BytePiece(segment.Memory, last);
            first ??= last;
        }

        if (_position > _start)
        {
            last = new BytePiece(_buffer.AsMemory(_start, _position - _start), last);
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    /// <summary>Everything written, if it lies in one piece.</summary>
    public bool TryGetSingleSpan(out ReadOnlySpan<byte> span)
    {
        if (_done.Count == 0)
        {
            span = _buffer.AsSpan(_start, _position - _start);
            return true;
        }

        if (_done.Count == 1 && _position == _start)
        {
            span = _done[0].Memory.Span;
            return true;
        }

        span = default;
        return false;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_buffer.Length - _position), nameof(count));
        _position += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_position);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_position);
    }

    /// <summary>Writes one byte.</summary>
    public void WriteByte(byte value)
    {
        if (_position == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[_position++] = value;
    }

    /// <summary>Writes four bytes.</summary>
    public void WriteInt32(int value) => WriteUnmanaged(value);

    /// <summary>Writes eight bytes.</summary>
    public void WriteInt64(long value) => WriteUnmanaged(value);

    /// <summary>Writes a number in one byte for each seven bits it needs.</summary>
    public void WriteVarUInt(ulong value)
    {
        if (value < 0x80)
        {
            WriteByte((byte)value);
            return;
        }

        Ensure(10);
        while (value >= 0x80)
        {
            _buffer[_position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_position++] = (byte)value;
    }

    /// <summary>Writes a string without loss: ASCII as bytes, everything else as UTF-16 units.</summary>
    public void WriteString(string? value)
    {
        if (value is null)
        {
            WriteByte(0);
            return;
        }

        // Narrow optimistically where it fits; the head is written once it is known whether that worked.
        int length = value.Length;
        if (length <= 1024)
        {
            Ensure(length + 3);
            int head = length < 32 ? 1 : 2;
            if (Ascii.FromUtf16(value, _buffer.AsSpan(_position + head, length), out _) == OperationStatus.Done)
            {
                uint word = ((uint)length << 2) | StringForm.Ascii;
                if (head == 1)
                {
                    _buffer[_position] = (byte)word;
                }
                else
                {
                    _buffer[_position] = (byte)(word | 0x80);
                    _buffer[_position + 1] = (byte)(word >> 7);
                }

                _position += head + length;
                return;
            }
        }
        else if (Ascii.IsValid(value))
        {
            WriteVarUInt(((ulong)length << 2) | StringForm.Ascii);
            ReadOnlySpan<char> rest = value;
            while (!rest.IsEmpty)
            {
                Span<byte> room = GetSpan();
                int piece = Math.Min(room.Length, rest.Length);
                _ = Ascii.FromUtf16(rest[..piece], room, out _);
                _position += piece;
                rest = rest[piece..];
            }

            return;
        }

        WriteVarUInt(((ulong)length << 2) | StringForm.Utf16);
        WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    /// <summary>Copies the bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > _buffer.Length - _position)
        {
            int piece = _buffer.Length - _position;
            bytes[..piece].CopyTo(_buffer.AsSpan(_position));
            _position += piece;
            bytes = bytes[piece..];
            Grow(Math.Min(bytes.Length, LargestBufferSize));
        }

        bytes.CopyTo(_buffer.AsSpan(_position));
        _position += bytes.Length;
    }

    /// <summary>Copies the memory of a value that holds no references.</summary>
    public void WriteUnmanaged<T>(T value)
    {
        int size = Unsafe.SizeOf<T>();
        Ensure(size);
        Unsafe.WriteUnaligned(ref _buffer[_position], value);
        _position += size;
    }

    /// <summary>Writes the elements as memory; a big block by reference, so it must stay unchanged until reset or disposal.</summary>
    public void WriteUnmanagedBlock<T>(ReadOnlyMemory<T> items)
    {
        long bytes = (long)items.Length * Unsafe.SizeOf<T>();
        if (bytes < ExternalThreshold)
        {
            ref byte start = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(items.Span));
            WriteBytes(MemoryMarshal.CreateReadOnlySpan(ref start, (int)bytes));
        }
        else if (MemoryMarshal.TryGetArray(items, out ArraySegment<T> segment))
        {
            WriteArrayBytes(segment.Array!, (nuint)segment.Offset * (nuint)Unsafe.SizeOf<T>(), bytes);
        }
        else
        {
            // Memory over something unknown (a string, a memory manager) is rare enough to be copied in pieces that a span can count.
            int piece = Math.Max(1, LargestBufferSize / Unsafe.SizeOf<T>());
            for (int i = 0; i < items.Length; i += piece)
            {
                ReadOnlySpan<T> part = items.Span.Slice(i, Math.Min(piece, items.Length - i));
                ref byte start = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(part));
                WriteBytes(MemoryMarshal.CreateReadOnlySpan(ref start, part.Length * Unsafe.SizeOf<T>()));
            }
        }
    }

    /// <summary>Writes the elements as memory; a big block by reference, so it must stay unchanged until reset or disposal.</summary>
    public void WriteUnmanagedBlock<T>(T[] items) => WriteUnmanagedBlock<T>(items.AsMemory());

    /// <summary>Writes memory of an array whose elements hold no references; a big stretch by reference.</summary>
    internal void WriteArrayBytes(Array array, nuint offset, long count)
    {
        if (count < ExternalThreshold || CopiesBlocks)
        {
            for (int piece; count > 0; offset += (nuint)piece, count -= piece)
            {
                piece = (int)Math.Min(count, ArrayBytes.MaxLength);
                ref byte start = ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(array), offset);
                WriteBytes(MemoryMarshal.CreateReadOnlySpan(ref start, piece));
            }

            return;
        }

        Close();
        while (count > 0)
        {
            int piece = (int)Math.Min(count, ArrayBytes.MaxLength);
            _done.Add(new Segment(new ArrayBytes(array, offset, piece).Memory, null, 0));
            _doneLength += piece;
            offset += (nuint)piece;
            count -= piece;
        }
    }

    private void Ensure(int size)
    {
        if (_buffer.Length - _position < size)
        {
            Grow(size);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int size)
    {
        WasTooLong = Length > Longest;
        if (WasTooLong) throw new InvalidOperationException("It is longer than it may be.");
        Close();
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(size, _nextSize));
        _rented.Add(_buffer);
        _start = 0;
        _position = 0;
        _nextSize = Math.Min(_nextSize * 4, LargestBufferSize);
    }

    // Ends the open segment; writing goes on behind it in the same buffer.
    private void Close()
    {
        int length = _position - _start;
        if (length > 0)
        {
            _done.Add(new Segment(_buffer.AsMemory(_start, length), _buffer, _start));
            _doneLength += length;
            _start = _position;
        }
    }

    private void ReturnBuffersAfter(byte[] buffer)
    {
        while (_buffer != buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _rented.RemoveAt(_rented.Count - 1);
            _buffer = _rented.Count == 0 ? _firstBuffer : _rented[^1];
        }
    }

    // A class, like the other list elements here, because lists of classes are compiled ahead of time.
    private sealed record Segment(ReadOnlyMemory<byte> Memory, byte[]? Buffer, int Offset);
}
