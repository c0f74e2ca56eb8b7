using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mpire.Serialization;
using Mpire.Sharing;

namespace Mpire;

/// <summary>
/// A value in memory that several processes share; travels like a <see cref="SharedArray{T}"/>, as the same memory. Made by
/// <see cref="SharedValue.Create{T}(T)"/>.
/// </summary>
/// <remarks>
/// It takes a page or two of memory and a descriptor: for many values one array of them is better. Values of up to 8 bytes are read and written whole.
/// </remarks>
/// <typeparam name="T">A type without references.</typeparam>
[DebuggerDisplay("{Value}")]
public sealed unsafe class SharedValue<T> : IDisposable, ISharedFace, ITravelsByHandle<SharedValue<T>>
    where T : unmanaged
{
    private readonly SharedMemory _memory;
    private readonly T* _data;
    private bool _isGone;
    private SharedMutex? _lock;

    internal SharedValue(SharedMemory memory)
    {
        _memory = memory;
        _data = (T*)memory.Data;
    }

    /// <summary>The value, without a lock.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed of in this process.</exception>
    public T Value
    {
        get
        {
            if (_isGone) Refuse();
            var value = *_data;
            GC.KeepAlive(this);
            return value;
        }

        set
        {
            if (_isGone) Refuse();
            *_data = value;
            GC.KeepAlive(this);
        }
    }

    /// <summary>The value's own lock, the same one in every process. Reading and writing do not take it by themselves.</summary>
    public SharedMutex Lock => _lock ??= SharedMutex.Of(_memory);

    /// <summary>Puts a value there in one step.</summary>
    /// <param name="value">The new value.</param>
    /// <returns>What was there.</returns>
    /// <exception cref="NotSupportedException">The type has not 1, 2, 4 or 8 bytes.</exception>
    public T Exchange(T value)
    {
        var old = Atomic.Exchange(ref Place(), value);
        GC.KeepAlive(this);
        return old;
    }

    /// <summary>Puts a value there in one step, if what is there is what it is expected to be, bit by bit.</summary>
    /// <param name="value">The new value.</param>
    /// <param name="comparand">What is expected.</param>
    /// <returns>What was there: it was changed if that is <paramref name="comparand"/>.</returns>
    /// <exception cref="NotSupportedException">The type has not 1, 2, 4 or 8 bytes.</exception>
    public T CompareExchange(T value, T comparand)
    {
        var old = Atomic.CompareExchange(ref Place(), value, comparand);
        GC.KeepAlive(this);
        return old;
    }

    /// <summary>Changes the value under its lock: no other <c>Update</c> and no holder of <see cref="Lock"/> comes between.</summary>
    /// <param name="update">Makes the new value of the old. Runs in the calling process, once.</param>
    /// <param name="cancellationToken">Ends the wait for the lock.</param>
    /// <returns>The new value.</returns>
    public T Update(Func<T, T> update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        using (Lock.Enter(cancellationToken)) return Value = update(Value);
    }

    /// <summary>Lets go of the value in this process; see <see cref="SharedArray{T}.Dispose"/>.</summary>
    public void Dispose() => _memory.LetGo();

    static SharedValue<T> ITravelsByHandle<SharedValue<T>>.ReadHandle(PayloadReader reader) =>
        SharedMemory.Receive(reader).FaceOf(static memory => new SharedValue<T>(memory));

    void ITravelsByHandle.WriteHandle(PayloadWriter writer) => _memory.Send(writer, "shared value");

    void ISharedFace.Forget() => Volatile.Write(ref _isGone, true);

    /// <summary>The value's place; the caller keeps the object alive while it uses it.</summary>
    internal ref T Place()
    {
        if (_isGone) Refuse();
        return ref *_data;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refuse() => ObjectDisposedException.ThrowIf(true, this);
}
