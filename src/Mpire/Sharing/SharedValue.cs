using System.Numerics;
using System.Runtime.CompilerServices;
using Mpire.Sharing;

namespace Mpire;

/// <summary>Makes values that all processes of a pool see, and changes them in one step.</summary>
public static class SharedValue
{
    /// <summary>Makes a value in memory of its own, which this process and every worker that gets it read and write in place.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="initial">What it is at first.</param>
    /// <returns>Dispose of it when all calls that use it have ended.</returns>
    public static SharedValue<T> Create<T>(T initial = default)
        where T : unmanaged => Create(initial, null);

    /// <summary>Adds to the value in one step that no other process or thread can come between.</summary>
    /// <typeparam name="T">A number of 1, 2, 4 or 8 bytes.</typeparam>
    /// <param name="shared">The value.</param>
    /// <param name="value">What to add.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="NotSupportedException">The type is bigger.</exception>
    public static T Add<T>(this SharedValue<T> shared, T value)
        where T : unmanaged, IAdditionOperators<T, T, T>
    {
        ArgumentNullException.ThrowIfNull(shared);
        var sum = Atomic.Add(ref shared.Place(), value);
        GC.KeepAlive(shared);
        return sum;
    }

    /// <summary>Makes one in memory of a kind.</summary>
    internal static SharedValue<T> Create<T>(T initial, Func<long, SharedStore>? store)
        where T : unmanaged
    {
        var bytes = SystemMemory.Check(1, Unsafe.SizeOf<T>(), nameof(initial));
        var made = SharedMemory.Create(bytes, store).FaceOf(static memory => new SharedValue<T>(memory));
        made.Value = initial;
        return made;
    }
}
