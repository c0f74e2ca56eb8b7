using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mpire.Serialization;
using Mpire.Sharing;

namespace Mpire;

/// <summary>
/// An array that all processes read from one copy, until one of them writes: that one then has a copy of the page it has written to, which nobody else
/// sees. It travels like a <see cref="SharedArray{T}"/>. Made by <see cref="CopyOnWriteArray"/>.
/// </summary>
/// <remarks>
/// What travels is the copy that all share, never what a process has written; but workers of <see cref="StartMethod.Fork"/>, to whom nothing travels, begin with
/// what the caller had written when they were started. All tasks of one process have the same array: those of one worker see what
/// the ones before have written, and with <see cref="StartMethod.Threading"/>, where there is one process, everybody sees everything.
/// </remarks>
/// <typeparam name="T">A type without references.</typeparam>
[DebuggerDisplay("Length = {Length}")]
public sealed unsafe class CopyOnWriteArray<T> : IEnumerable<T>, IDisposable, ISharedFace, ITravelsByHandle<CopyOnWriteArray<T>>
    where T : unmanaged
{
    private readonly SharedMemory _memory;
    private readonly T* _data;
    private readonly long _length;
    private long _readable;

    private CopyOnWriteArray(SharedMemory memory)
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

    /// <summary>An element; set, it is changed in this process only.</summary>
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
        ObjectDisposedException.ThrowIf(_memory.IsDisposed, this);
        if (start < 0 || start > _length) throw new ArgumentOutOfRangeException(nameof(start), start, $"The array has {_length} elements.");
        if (length < 0 || length > _length - start)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"From element {start} on the array has {_length - start} elements.");
        Borrowed.Keep(_memory);
        return new Span<T>(_data + start, length);
    }

    /// <summary>A copy as an ordinary array.</summary>
    public T[] ToArray() => AsSpan().ToArray();

    /// <summary>The elements one by one, as this process sees them.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Length; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Lets go of the array in this process, and of what was written in it; see <see cref="SharedArray{T}.Dispose"/>.</summary>
    public void Dispose() => _memory.LetGo();

    static CopyOnWriteArray<T> ITravelsByHandle<CopyOnWriteArray<T>>.ReadHandle(PayloadReader reader) => Of(SharedMemory.Receive(reader));

    void ITravelsByHandle.WriteHandle(PayloadWriter writer) => _memory.Send(writer, $"copy-on-write array of {_length} elements");

    void ISharedFace.Forget() => Volatile.Write(ref _readable, 0);

    internal static CopyOnWriteArray<T> Of(SharedMemory memory) => memory.FaceOf(static memory => new CopyOnWriteArray<T>(memory));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refuse(long index)
    {
        ObjectDisposedException.ThrowIf(_memory.IsDisposed, this);
        throw new ArgumentOutOfRangeException(nameof(index), index, $"The array has {_length} elements.");
    }
}
