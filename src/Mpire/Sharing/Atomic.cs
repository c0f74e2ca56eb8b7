using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mpire.Sharing;

/// <summary>Steps on a value in memory that no other process or thread can come between.</summary>
internal static class Atomic
{
    /// <summary>Adds, and gives the sum.</summary>
    public static T Add<T>(ref T place, T value)
        where T : unmanaged, IAdditionOperators<T, T, T>
    {
        if (typeof(T) == typeof(int)) return Cast<int, T>(Interlocked.Add(ref As<T, int>(ref place), Cast<T, int>(value)));
        if (typeof(T) == typeof(long)) return Cast<long, T>(Interlocked.Add(ref As<T, long>(ref place), Cast<T, long>(value)));
        Check<T>();
        var seen = place;
        while (true)
        {
            var sum = seen + value;
            var found = CompareExchange(ref place, sum, seen);
            if (SameBits(found, seen)) return sum;
            seen = found;
        }
    }

    /// <summary>Puts a value there and gives what was there.</summary>
    public static T Exchange<T>(ref T place, T value)
        where T : unmanaged
    {
        Check<T>();
        return Unsafe.SizeOf<T>() switch
        {
            1 => Cast<byte, T>(Interlocked.Exchange(ref As<T, byte>(ref place), Cast<T, byte>(value))),
            2 => Cast<ushort, T>(Interlocked.Exchange(ref As<T, ushort>(ref place), Cast<T, ushort>(value))),
            4 => Cast<uint, T>(Interlocked.Exchange(ref As<T, uint>(ref place), Cast<T, uint>(value))),
            _ => Cast<ulong, T>(Interlocked.Exchange(ref As<T, ulong>(ref place), Cast<T, ulong>(value))),
        };
    }

    /// <summary>Puts a value there if what is there has the bits of <paramref name="comparand"/>; gives what was there.</summary>
    public static T CompareExchange<T>(ref T place, T value, T comparand)
        where T : unmanaged
    {
        Check<T>();
        return Unsafe.SizeOf<T>() switch
        {
            1 => Cast<byte, T>(Interlocked.CompareExchange(ref As<T, byte>(ref place), Cast<T, byte>(value), Cast<T, byte>(comparand))),
            2 => Cast<ushort, T>(Interlocked.CompareExchange(ref As<T, ushort>(ref place), Cast<T, ushort>(value), Cast<T, ushort>(comparand))),
            4 => Cast<uint, T>(Interlocked.CompareExchange(ref As<T, uint>(ref place), Cast<T, uint>(value), Cast<T, uint>(comparand))),
            _ => Cast<ulong, T>(Interlocked.CompareExchange(ref As<T, ulong>(ref place), Cast<T, ulong>(value), Cast<T, ulong>(comparand))),
        };
    }

    private static void Check<T>()
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() is not (1 or 2 or 4 or 8))
        {
            throw new NotSupportedException(
                $"Values of type '{typeof(T)}' have {Unsafe.SizeOf<T>()} bytes; a processor changes 1, 2, 4 or 8 in one step. Use Update, which takes the lock.");
        }
    }

    private static bool SameBits<T>(T one, T other)
        where T : unmanaged => Unsafe.SizeOf<T>() switch
        {
            1 => Cast<T, byte>(one) == Cast<T, byte>(other),
            2 => Cast<T, ushort>(one) == Cast<T, ushort>(other),
            4 => Cast<T, uint>(one) == Cast<T, uint>(other),
            _ => Cast<T, ulong>(one) == Cast<T, ulong>(other),
        };

    private static ref TTo As<TFrom, TTo>(ref TFrom place) => ref Unsafe.As<TFrom, TTo>(ref place);

    private static TTo Cast<TFrom, TTo>(TFrom value)
        where TFrom : unmanaged
        where TTo : unmanaged => Unsafe.BitCast<TFrom, TTo>(value);
}
