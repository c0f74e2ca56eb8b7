using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mpire.Serialization;
using Mpire.Sharing;

namespace Mpire;

/// <summary>
/// An array in memory that several processes share: as shared object, captured by a lambda, as argument or as result it arrives as the same memory,
/// never as a copy. Made by <see cref="SharedArray.Create{T}(long)"/>.
/// </summary>
/// <remarks>
/// Reading and writing take no lock. Elements of up to 8 bytes are read and written whole; of bigger ones a reader may see one half old and one half
/// new. Who must see several elements change together uses <see cref="Lock"/>. When a call of a pool has returned, its caller sees what its tasks
/// have written.
/// </remarks>
/// <typeparam name="T">A type without references.</typeparam>
[DebuggerDisplay("Length = {Length}")]
public sealed unsafe class SharedArray<T> : IEnumerable<T>, IDisposable, ISharedFace, ITravelsByHandle<SharedArray<T>>
    where T : unmanaged
{
    private readonly SharedMemory _memory;
    private readonly T* _data;
    private readonly long _length;
    private long _readable;
    private SharedMutex? _lock;

    internal SharedArray(SharedMemory memory)
    {
        _memory = memory;
        _data = (T*)memory.Data;
        _readable = _length = memory.Length / sizeof(T);
    }

    /// <summary>The number of elements.</summary>
    /// <exception cref="ObjectDisposedException">The array is disposed of in this process.</exception>
    public long Length
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory.IsDisposed, this);
            return _length;
        }
    }

    /// <summary>The array's own lock, the same one in every process. Reading and writing do not take it by themselves.</summary>
    public SharedMutex Lock => _lock ??= SharedMutex.Of(_memory);

    /// <summary>An element.</summary>
    /// <param name="index">From 0 on.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ObjectDisposedException">The array is disposed of in this process.</exception>
    public T this[long index]
    {
        get
        {
            if ((ulong)index >= (ulong)_readable) Refuse(index);
            var value = _data[index];
            GC.KeepAlive(this);
            return value;
        }

        set
        {
            if ((ulong)index >= (ulong)_readable) Refuse(index);
            _data[index] = value;
            GC.KeepAlive(this);
        }
    }

    /// <summary>The elements as a span: as fast as an ordinary array's. Do not use it after the array was disposed of.</summary>
    /// <exception cref="InvalidOperationException">A span cannot be that long; take parts of it.</exception>
    public Span<T> AsSpan()
    {
        var length = Length;
        return length <= int.MaxValue
            ? AsSpan(0, (int)length)
            : throw new InvalidOperationException($"The array has {length} elements and a span at most {int.MaxValue}: use AsSpan(start, length).");
    }

    /// <summary>A part of the elements as a span.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such part.</exception>
    public Span<T> AsSpan(long start, int length)
    {
        CheckPart(start, length);
        Borrowed.Keep(_memory);
        return new Span<T>(_data + start, length);
    }

    /// <summary>The elements for what wants a <see cref="Memory{T}"/>: a stream that reads into it, or a call that puts its results there. As with a
    /// span, do not use it after the array was disposed of.</summary>
    /// <exception cref="InvalidOperationException">A memory cannot be that long; take parts of it.</exception>
    public Memory<T> AsMemory()
    {
        var length = Length;
        return length <= int.MaxValue
            ? AsMemory(0, (int)length)
            : throw new InvalidOperationException($"The array has {length} elements and a memory at most {int.MaxValue}: use AsMemory(start, length).");
    }

    /// <summary>A part of the elements as a <see cref="Memory{T}"/>.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such part.</exception>
    public Memory<T> AsMemory(long start, int length)
    {
        CheckPart(start, length);
        return new SharedArrayMemory<T>(this, start, length).Whole;
    }

    /// <summary>Copies elements out.</summary>
    /// <param name="destination">Where to; as many elements are copied as it has.</param>
    /// <param name="start">The first element.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such part.</exception>
    public void CopyTo(Span<T> destination, long start = 0)
    {
        CheckPart(start, destination.Length);
        new ReadOnlySpan<T>(_data + start, destination.Length).CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <summary>Copies elements in.</summary>
    /// <param name="source">Where from; all of it is copied.</param>
    /// <param name="start">The first element to write.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such part.</exception>
    public void CopyFrom(ReadOnlySpan<T> source, long start = 0)
    {
        CheckPart(start, source.Length);
        source.CopyTo(new Span<T>(_data + start, source.Length));
        GC.KeepAlive(this);
    }

    /// <summary>Sets every element.</summary>
    /// <param name="value">The value of all.</param>
    public void Fill(T value)
    {
        for (long at = 0; at < Length;)
        {
            var part = (int)Math.Min(Length - at, 1 << 28);
            new Span<T>(_data + at, part).Fill(value);
            at += part;
        }

        GC.KeepAlive(this);
    }

    /// <summary>A copy as an ordinary array.</summary>
    public T[] ToArray() => AsSpan().ToArray();

    /// <summary>Puts a value in an element in one step.</summary>
    /// <param name="index">The element.</param>
    /// <param name="value">The new value.</param>
    /// <returns>What was there.</returns>
    /// <exception cref="NotSupportedException">The type has not 1, 2, 4 or 8 bytes.</exception>
    public T Exchange(long index, T value)
    {
        var old = Atomic.Exchange(ref Element(index), value);
        GC.KeepAlive(this);
        return old;
    }

    /// <summary>Puts a value in an element in one step, if the element is what it is expected to be, bit by bit.</summary>
    /// <param name="index">The element.</param>
    /// <param name="value">The new value.</param>
    /// <param name="comparand">What is expected.</param>
    /// <returns>What was there: it was changed if that is <paramref name="comparand"/>.</returns>
    /// <exception cref="NotSupportedException">The type has not 1, 2, 4 or 8 bytes.</exception>
    public T CompareExchange(long index, T value, T comparand)
    {
        var old = Atomic.CompareExchange(ref Element(index), value, comparand);
        GC.KeepAlive(this);
        return old;
    }

    /// <summary>Changes an element under the array's lock: no other <c>Update</c> and no holder of <see cref="Lock"/> comes between.</summary>
    /// <param name="index">The element.</param>
    /// <param name="update">Makes the new value of the old. Runs in the calling process, once.</param>
    /// <param name="cancellationToken">Ends the wait for the lock.</param>
    /// <returns>The new value.</returns>
    public T Update(long index, Func<T, T> update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);

        // An element is written in one go, so a holder that died has left none half changed.
        using (Lock.Enter(cancellationToken)) return this[index] = update(this[index]);
    }

    /// <summary>The elements one by one, each as it is at that moment.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Length; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>
    /// Lets go of the array in this process: from now on every use of this object is refused. The memory is freed when every process that has it open
    /// has let go; a worker does when its collector finds the array unused, and when it ends.
    /// </summary>
    public void Dispose() => _memory.LetGo();

    static SharedArray<T> ITravelsByHandle<SharedArray<T>>.ReadHandle(PayloadReader reader) =>
        SharedMemory.Receive(reader).FaceOf(static memory => new SharedArray<T>(memory));

    void ITravelsByHandle.WriteHandle(PayloadWriter writer) => _memory.Send(writer, $"shared array of {_length} elements");

    void ISharedFace.Forget() => Volatile.Write(ref _readable, 0);

    /// <summary>An element's place; the caller keeps the array alive while it uses it.</summary>
    internal ref T Element(long index)
    {
        if ((ulong)index >= (ulong)_readable) Refuse(index);
        return ref _data[index];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refuse(long index)
    {
        ObjectDisposedException.ThrowIf(_memory.IsDisposed, this);
        throw new ArgumentOutOfRangeException(nameof(index), index, $"The shared array has {_length} elements.");
    }

    private void CheckPart(long start, int length)
    {
        ObjectDisposedException.ThrowIf(_memory.IsDisposed, this);
        if (start < 0 || start > _length) throw new ArgumentOutOfRangeException(nameof(start), start, $"The shared array has {_length} elements.");
        if (length < 0 || length > _length - start)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"From element {start} on the shared array has {_length - start} elements.");
    }
}
