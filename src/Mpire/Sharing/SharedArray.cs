using System.Numerics;
using System.Runtime.CompilerServices;
using Mpire.Sharing;

namespace Mpire;

/// <summary>Makes arrays that all processes of a pool see, and changes their elements in one step.</summary>
public static class SharedArray
{
    /// <summary>Makes an array of zeros in memory of its own, which this process and every worker that gets the array read and write in place.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="length">The number of elements.</param>
    /// <returns>Dispose of it when all calls that use it have ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The length is negative, or so much memory cannot be had now; says how many bytes were wanted and how many are available.
    /// </exception>
    public static SharedArray<T> Create<T>(long length)
        where T : unmanaged => Create<T>(length, null);

    /// <summary>Adds to an element in one step that no other process or thread can come between.</summary>
    /// <typeparam name="T">A number of 1, 2, 4 or 8 bytes.</typeparam>
    /// <param name="array">The array.</param>
    /// <param name="index">The element.</param>
    /// <param name="value">What to add.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="NotSupportedException">The type is bigger.</exception>
    public static T Add<T>(this SharedArray<T> array, long index, T value)
        where T : unmanaged, IAdditionOperators<T, T, T>
    {
        ArgumentNullException.ThrowIfNull(array);
        var sum = Atomic.Add(ref array.Element(index), value);
        GC.KeepAlive(array);
        return sum;
    }

    /// <summary>Makes one in memory of a kind.</summary>
    internal static SharedArray<T> Create<T>(long length, Func<long, SharedStore>? store)
        where T : unmanaged
    {
        var bytes = SystemMemory.Check(length, Unsafe.SizeOf<T>(), nameof(length));
        return SharedMemory.Create(bytes, store).FaceOf(static memory => new SharedArray<T>(memory));
    }
}
