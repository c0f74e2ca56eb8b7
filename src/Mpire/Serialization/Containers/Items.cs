using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mpire.Serialization;

/// <summary>Values in places declared as <typeparamref name="T"/>: roots of a chunk, elements of generic containers.</summary>
internal static class Items<T>
{
    private static readonly PlaceKind Kind = RawMemory<T>.Is ? PlaceKind.Raw : Layout.KindOf(typeof(T));

    private static readonly TypeCodec? Codec = Kind switch
    {
        PlaceKind.Reference or PlaceKind.Struct or PlaceKind.SpecialStruct => TypeCodecs.For(typeof(T)),
        PlaceKind.Nullable => TypeCodecs.For(Nullable.GetUnderlyingType(typeof(T))!), // the kind says so
        _ => null,
    };

    /// <summary>The fewest bytes a value takes.</summary>
    public static int SmallestSize => Kind == PlaceKind.Raw ? Unsafe.SizeOf<T>() : 1;

    /// <summary>Writes one value.</summary>
    public static void Write(GraphWriter writer, T value)
    {
        if (RawMemory<T>.Is)
        {
            writer.Out.WriteUnmanaged(value);
        }
        else if (typeof(T) == typeof(string))
        {
            writer.WriteString((string?)(object?)value);
        }
        else if (!typeof(T).IsValueType)
        {
            writer.WriteReference(value, Codec!); // references have a codec
        }
        else if (Kind == PlaceKind.Struct && writer.Path is null && ((StructCodec)Codec!).Writer(1) is { } compiled)
        {
            compiled(writer, ref Unsafe.As<T, byte>(ref value));
        }
        else
        {
            writer.WritePlace(Kind, Codec, Unsafe.SizeOf<T>(), value);
        }
    }

    /// <summary>Reads one value.</summary>
    public static T Read(GraphReader reader)
    {
        if (RawMemory<T>.Is)
        {
            return reader.In.ReadUnmanaged<T>();
        }

        if (typeof(T) == typeof(string))
        {
            return (T)(object?)reader.ReadString()!; // null stays null
        }

        if (!typeof(T).IsValueType)
        {
            object? read = reader.ReadReference(Codec!); // references have a codec
            return Unsafe.As<object?, T>(ref read); // the reader has checked that it fits
        }

        if (Kind == PlaceKind.Struct && ((StructCodec)Codec!).Reader(1) is { } compiled)
        {
            T value = default!; // a struct
            compiled(reader, ref Unsafe.As<T, byte>(ref value));
            return value;
        }

        return reader.ReadPlace(Kind, Codec, typeof(T), Unsafe.SizeOf<T>()) is T boxed ? boxed : default!; // a struct
    }

    /// <summary>Writes values one after the other.</summary>
    public static void WriteAll(GraphWriter writer, ReadOnlySpan<T> values)
    {
        if (RawMemory<T>.Is)
        {
            for (int i = 0; i < values.Length; i += Math.Max(1, (1 << 28) / Unsafe.SizeOf<T>()))
            {
                ReadOnlySpan<T> part = values.Slice(i, Math.Min(values.Length - i, Math.Max(1, (1 << 28) / Unsafe.SizeOf<T>())));
                ref byte start = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(part));
                writer.Out.WriteBytes(MemoryMarshal.CreateReadOnlySpan(ref start, part.Length * Unsafe.SizeOf<T>()));
            }

            return;
        }

        PathNode? path = writer.Path;
        for (int i = 0; i < values.Length; i++)
        {
            if (path is not null)
            {
                writer.Path = path.Element(i);
            }

            Write(writer, values[i]);
        }

        writer.Path = path;
    }

    /// <summary>Fills the whole span.</summary>
    public static void ReadAll(GraphReader reader, Span<T> destination)
    {
        if (RawMemory<T>.Is)
        {
            ref byte start = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(destination));
            reader.In.ReadBytesInto(ref start, (long)destination.Length * Unsafe.SizeOf<T>());
            return;
        }

        foreach (ref T item in destination)
        {
            item = Read(reader);
        }
    }
}
