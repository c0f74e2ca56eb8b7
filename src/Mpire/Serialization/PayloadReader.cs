using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Mpire.Serialization;

/// <summary>
/// Reads received bytes: one piece of memory that does not move, or a sequence. Untrusted: reading past the end, and counts that the rest
/// cannot hold, raise <see cref="SerializationException"/>. Reusable; one thread at a time.
/// </summary>
internal sealed unsafe class PayloadReader : IDisposable
{
    private byte* _current;
    private byte* _end;
    private long _behind;
    private ReadOnlySequence<byte> _sequence;
    private SequencePosition _next;
    private MemoryHandle _pin;

    /// <summary>Bytes not read yet.</summary>
    public long Remaining => (_end - _current) + _behind;

    /// <summary>Reads from memory that stays where it is until the next reset.</summary>
    public void Reset(byte* data, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Unpin();
        _sequence = default;
        _current = data;
        _end = data + length;
        _behind = 0;
    }

    /// <summary>Reads from a sequence, which is pinned piece by piece until it is read, or until the next reset.</summary>
    public void Reset(in ReadOnlySequence<byte> data)
    {
        Unpin();
        _sequence = data;
        _next = data.Start;
        _behind = data.Length;
        _current = null;
        _end = null;
        if (_behind > 0)
        {
            NextSegment();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reset(null, 0);
    }

    /// <summary>Reads one byte.</summary>
    public byte ReadByte()
    {
        if (_current == _end)
        {
            NextSegment();
        }

        return *_current++;
    }

    /// <summary>Reads four bytes.</summary>
    public int ReadInt32() => ReadUnmanaged<int>();

    /// <summary>Reads eight bytes.</summary>
    public long ReadInt64() => ReadUnmanaged<long>();

    /// <summary>Reads what <see cref="PayloadWriter.WriteVarUInt"/> wrote.</summary>
    public ulong ReadVarUInt()
    {
        if (_current != _end && *_current < 0x80)
        {
            return *_current++;
        }

        return ReadLongVarUInt();
    }

    /// <summary>Reads a count of things that take at least <paramref name="minimumSize"/> bytes each in what remains.</summary>
    public int ReadCount(int minimumSize = 1)
    {
        ulong count = ReadVarUInt();
        if (count > (ulong)Array.MaxLength || (minimumSize > 0 && count > (ulong)Remaining / (ulong)minimumSize))
        {
            ThrowDamaged("a count is larger than what follows can hold");
        }

        return (int)count;
    }

    /// <summary>Reads what <see cref="PayloadWriter.WriteString"/> wrote.</summary>
    public string? ReadString()
    {
        ulong head = ReadVarUInt();
        return head == 0 ? null : ReadStringBody(head);
    }

    /// <summary>Reads the units of a string whose head was read already.</summary>
    internal string ReadStringBody(ulong head)
    {
        ulong length = head >> 2;
        bool narrow = (head & 3) == StringForm.Ascii;
        if ((head & 3) is not (StringForm.Ascii or StringForm.Utf16) || length > (ulong)Remaining / (narrow ? 1UL : 2UL) || length > int.MaxValue)
        {
            ThrowDamaged("a string is longer than what follows");
        }

        if (length == 0)
        {
            return "";
        }

        int count = (int)length;
        string text = new('\0', count);
        Span<char> units = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text.AsSpan()), count);
        if (!narrow)
        {
            ReadBytesInto(MemoryMarshal.AsBytes(units));
            return text;
        }

        while (!units.IsEmpty)
        {
            if (_current == _end)
            {
                NextSegment();
            }

            int piece = (int)Math.Min(_end - _current, units.Length);
            if (Ascii.ToUtf16(new ReadOnlySpan<byte>(_current, piece), units, out _) != OperationStatus.Done)
            {
                ThrowDamaged("a string holds bytes that are not ASCII");
            }

            _current += piece;
            units = units[piece..];
        }

        return text;
    }

    /// <summary>Reads the memory of a value that holds no references.</summary>
    public T ReadUnmanaged<T>()
    {
        if (_end - _current >= Unsafe.SizeOf<T>())
        {
            T value = Unsafe.ReadUnaligned<T>(_current);
            _current += Unsafe.SizeOf<T>();
            return value;
        }

        Unsafe.SkipInit(out T parts);
        ReadBytesInto(MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref parts), Unsafe.SizeOf<T>()));
        return parts;
    }

    /// <summary>Fills the whole span.</summary>
    public void ReadBytesInto(Span<byte> destination)
    {
        if (destination.Length > Remaining)
        {
            ThrowDamaged("it ends early");
        }

        while (!destination.IsEmpty)
        {
            if (_current == _end)
            {
                NextSegment();
            }

            int piece = (int)Math.Min(_end - _current, destination.Length);
            new ReadOnlySpan<byte>(_current, piece).CopyTo(destination);
            _current += piece;
            destination = destination[piece..];
        }
    }

    /// <summary>Fills memory of <paramref name="count"/> bytes that holds no references.</summary>
    internal void ReadBytesInto(ref byte destination, long count)
    {
        while (count > 0)
        {
            int piece = (int)Math.Min(count, ArrayBytes.MaxLength);
            ReadBytesInto(MemoryMarshal.CreateSpan(ref destination, piece));
            destination = ref Unsafe.AddByteOffset(ref destination, piece);
            count -= piece;
        }
    }

    /// <summary>The next bytes where they lie, valid until the next reset; not if a sequence's border falls into them.</summary>
    internal bool TryReadInPlace(long count, out byte* start)
    {
        start = _current;
        if (count < 0 || _end - _current < count)
        {
            return false;
        }

        _current += count;
        return true;
    }

    /// <summary>The next bytes where they lie if they lie in one piece, which they do unless a sequence's border falls into them.</summary>
    internal ReadOnlySpan<byte> ReadSpan(int count)
    {
        if (_end - _current >= count)
        {
            byte* start = _current;
            _current += count;
            return new ReadOnlySpan<byte>(start, count);
        }

        if (count > Remaining)
        {
            ThrowDamaged("it ends early");
        }

        byte[] copy = new byte[count];
        ReadBytesInto(copy);
        return copy;
    }

    /// <summary>The next bytes as a sequence, valid until the next reset.</summary>
    internal ReadOnlySequence<byte> ReadSequence(long count)
    {
        if (count < 0 || count > Remaining)
        {
            ThrowDamaged("a length is larger than what follows");
        }

        if (_sequence.IsEmpty)
        {
            // Foreign readers want managed memory; native memory is lent to them through a manager that knows its length.
            var memory = new NativeBytes(_current, checked((int)count));
            _current += count;
            return new ReadOnlySequence<byte>(memory.Memory);
        }

        ReadOnlySequence<byte> result = _sequence.Slice(_sequence.Length - Remaining, count);
        Skip(count);
        return result;
    }

    [DoesNotReturn]
    internal static void ThrowDamaged(string how) =>
        throw new SerializationException($"The received data is damaged: {how}. Both ends must run the same build of the program.");

    private void Skip(long count)
    {
        while (count > 0)
        {
            if (_current == _end)
            {
                NextSegment();
            }

            long piece = Math.Min(_end - _current, count);
            _current += piece;
            count -= piece;
        }
    }

    private ulong ReadLongVarUInt()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        ThrowDamaged("a number has no end");
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NextSegment()
    {
        if (_behind == 0)
        {
            ThrowDamaged("it ends early");
        }

        Unpin();
        ReadOnlyMemory<byte> memory;
        do
        {
            if (!_sequence.TryGet(ref _next, out memory))
            {
                ThrowDamaged("it ends early");
            }
        }
        while (memory.IsEmpty);

        _pin = memory.Pin();
        _current = (byte*)_pin.Pointer;
        _end = _current + memory.Length;
        _behind -= memory.Length;
    }

    private void Unpin()
    {
        _pin.Dispose();
        _pin = default;
    }

    private sealed class NativeBytes(byte* start, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
