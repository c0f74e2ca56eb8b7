using System.Reflection;
using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>The memory inside a boxed value.</summary>
internal sealed class Box
{
    private byte _data;

    private Box() => _data = 0;

    /// <summary>Where the value starts.</summary>
    public static ref byte Data(object box) => ref Unsafe.As<Box>(box)._data;

    /// <summary>A pointer or pointer-sized number as reflection gives it.</summary>
    public static unsafe nint ToNative(object value) => value switch
    {
        nint number => number,
        nuint number => (nint)number,
        Pointer pointer => (nint)Pointer.Unbox(pointer),
        _ => -1,
    };
}
