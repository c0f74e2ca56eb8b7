using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>Whether a type is raw memory, decided without reflection for the common types.</summary>
internal static class RawMemory<T>
{
    public static bool Is
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            {
                return false;
            }

            if (typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(double) || typeof(T) == typeof(float)
                || typeof(T) == typeof(byte) || typeof(T) == typeof(bool) || typeof(T) == typeof(char) || typeof(T) == typeof(short)
                || typeof(T) == typeof(uint) || typeof(T) == typeof(ulong) || typeof(T) == typeof(ushort) || typeof(T) == typeof(sbyte)
                || typeof(T) == typeof(decimal) || typeof(T) == typeof(Guid) || typeof(T) == typeof(DateTime) || typeof(T) == typeof(TimeSpan))
            {
                return true;
            }

            return Other.Is;
        }
    }

    private static class Other
    {
        public static readonly bool Is = Layout.IsRaw(typeof(T));
    }
}
