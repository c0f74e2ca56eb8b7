using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mpire.Serialization;

/// <summary>Arrays of every rank and element. Elements lie in memory in the order of their indices, so the rank matters to the head only.</summary>
internal sealed class ArrayCodec : TypeCodec
{
    private readonly Type _element;
    private readonly PlaceKind _kind;
    private readonly TypeCodec? _codec;
    private readonly int _size;

    public ArrayCodec(Type type)
        : base(type)
    {
        _element = type.GetElementType()!; // an array has elements
        _kind = Layout.IsRaw(_element) ? PlaceKind.Raw : Layout.KindOf(_element);
        _size = Layout.SizeOf(_element);
        _codec = _kind switch
        {
            PlaceKind.Reference or PlaceKind.Struct or PlaceKind.SpecialStruct => TypeCodecs.For(_element),
            PlaceKind.Nullable => TypeCodecs.For(Nullable.GetUnderlyingType(_element)!), // the kind says so
            _ => null,
        };
    }

    public override void WriteHead(GraphWriter writer, object value)
    {
        var array = (Array)value;
        if (Type.IsSZArray)
        {
            writer.Out.WriteVarUInt((ulong)array.Length);
            return;
        }

        for (int i = 0; i < array.Rank; i++)
        {
            writer.Out.WriteInt32(array.GetLength(i));
            writer.Out.WriteInt32(array.GetLowerBound(i));
        }
    }

    public override object Create(GraphReader reader)
    {
        int smallest = _kind == PlaceKind.Raw ? _size : 1;
        if (Type.IsSZArray)
        {
            int length = reader.In.ReadCount(smallest);
            return _kind == PlaceKind.Raw && (long)length * _size >= 2048 ? CreateUncleared(length) : Array.CreateInstance(_element, length);
        }

        int rank = Type.GetArrayRank();
        int[] lengths = new int[rank];
        int[] lowerBounds = new int[rank];
        long total = 1;
        for (int i = 0; i < rank; i++)
        {
            lengths[i] = reader.In.ReadInt32();
            lowerBounds[i] = reader.In.ReadInt32();
            if (lengths[i] < 0 || (long)lowerBounds[i] + lengths[i] > int.MaxValue)
            {
                PayloadReader.ThrowDamaged("an array has an impossible length");
            }

            total = Math.Min(total * lengths[i], long.MaxValue >> 32);
        }

        if (total > reader.In.Remaining / smallest)
        {
            PayloadReader.ThrowDamaged("an array is larger than what follows can hold");
        }

        return Array.CreateInstanceFromArrayType(Type, lengths, lowerBounds);
    }

    public override void WriteContent(GraphWriter writer, object value)
    {
        var array = (Array)value;
        switch (_kind)
        {
            case PlaceKind.Raw:
                writer.Out.WriteArrayBytes(array, 0, array.LongLength * _size);
                break;
            case PlaceKind.String:
                foreach (string? item in Items<string?>(array))
                {
                    writer.WriteString(item);
                }

                break;
            case PlaceKind.Reference:
                WriteReferences(writer, Items<object?>(array));
                break;
            case PlaceKind.Struct when writer.Path is null && ((StructCodec)_codec!).Writer(array.Length) is { } compiled:
                for (nint i = 0; i < array.Length; i++)
                {
                    compiled(writer, ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(array), i * _size));
                }

                break;
            default:
                PathNode? path = writer.Path;
                int[] at = FirstIndices(array);
                for (int i = 0; i < array.Length; i++)
                {
                    writer.Path = path?.Element(i);
                    writer.WritePlace(_kind, _codec, _size, array.GetValue(at));
                    Advance(array, at);
                }

                writer.Path = path;
                break;
        }
    }

    public override void ReadContent(GraphReader reader, object value)
    {
        var array = (Array)value;
        switch (_kind)
        {
            case PlaceKind.Raw:
                reader.In.ReadBytesInto(ref MemoryMarshal.GetArrayDataReference(array), array.LongLength * _size);
                break;
            case PlaceKind.String:
                foreach (ref string? item in Items<string?>(array))
                {
                    item = reader.ReadString();
                }

                break;
            case PlaceKind.Reference:
                // The reader checks that every object fits the element type, so the array's own check on storing is not needed.
                foreach (ref object? item in Items<object?>(array))
                {
                    item = reader.ReadReference(_codec!); // this kind has a codec
                }

                break;
            case PlaceKind.Struct when ((StructCodec)_codec!).Reader(array.Length) is { } compiled:
                for (nint i = 0; i < array.Length; i++)
                {
                    compiled(reader, ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(array), i * _size));
                }

                break;
            default:
                int[] at = FirstIndices(array);
                for (int i = 0; i < array.Length; i++)
                {
                    if (reader.ReadPlace(_kind, _codec, _element, _size) is { } item)
                    {
                        array.SetValue(item, at);
                    }

                    Advance(array, at);
                }

                break;
        }
    }

    private static Span<T> Items<T>(Array array) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static int[] FirstIndices(Array array)
    {
        int[] at = new int[array.Rank];
        for (int i = 0; i < at.Length; i++)
        {
            at[i] = array.GetLowerBound(i);
        }

        return at;
    }

    private static void Advance(Array array, int[] at)
    {
        for (int i = at.Length - 1; i >= 0; i--)
        {
            if (at[i] < array.GetUpperBound(i))
            {
                at[i]++;
                return;
            }

            at[i] = array.GetLowerBound(i);
        }
    }

    private void WriteReferences(GraphWriter writer, ReadOnlySpan<object?> items)
    {
        PathNode? path = writer.Path;
        for (int i = 0; i < items.Length; i++)
        {
            if (path is not null)
            {
                writer.Path = path.Element(i);
            }

            writer.WriteReference(items[i], _codec!); // this kind has a codec
        }

        writer.Path = path;
    }

    private Array CreateUncleared(int length) => Type.GetTypeCode(_element.IsEnum ? typeof(object) : _element) switch
    {
        TypeCode.Byte => GC.AllocateUninitializedArray<byte>(length),
        TypeCode.Int16 => GC.AllocateUninitializedArray<short>(length),
        TypeCode.Char => GC.AllocateUninitializedArray<char>(length),
        TypeCode.Int32 => GC.AllocateUninitializedArray<int>(length),
        TypeCode.Int64 => GC.AllocateUninitializedArray<long>(length),
        TypeCode.Single => GC.AllocateUninitializedArray<float>(length),
        TypeCode.Double => GC.AllocateUninitializedArray<double>(length),
        _ => Array.CreateInstance(_element, length),
    };
}
