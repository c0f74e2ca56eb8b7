using System.Reflection;
using System.Reflection.Emit;

namespace Mpire.Serialization;

/// <summary>Writes an object's fields.</summary>
internal delegate void ObjectWriter(GraphWriter writer, object value);

/// <summary>Fills an object's fields.</summary>
internal delegate void ObjectReader(GraphReader reader, object value);

/// <summary>Writes the fields of a struct in place.</summary>
internal delegate void StructWriter(GraphWriter writer, ref byte value);

/// <summary>Fills the fields of a struct in place.</summary>
internal delegate void StructReader(GraphReader reader, ref byte value);

/// <summary>
/// Makes the code that writes or reads the fields of one type. Structs inside are gone into field by field; nothing is boxed but structs with a
/// codec of their own. The code relies on the reader's checks that every reference fits its field.
/// </summary>
internal sealed class FieldCompiler
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly ILGenerator _il;
    private readonly List<TypeCodec> _codecs = [];

    private FieldCompiler(ILGenerator il) => _il = il;

    public static ObjectWriter ObjectWriter(FieldPlace[] places) =>
        (ObjectWriter)Make(places, typeof(ObjectWriter), typeof(GraphWriter), typeof(object));

    public static ObjectReader ObjectReader(FieldPlace[] places) =>
        (ObjectReader)Make(places, typeof(ObjectReader), typeof(GraphReader), typeof(object));

    public static StructWriter StructWriter(FieldPlace[] places) =>
        (StructWriter)Make(places, typeof(StructWriter), typeof(GraphWriter), typeof(byte).MakeByRefType());

    public static StructReader StructReader(FieldPlace[] places) =>
        (StructReader)Make(places, typeof(StructReader), typeof(GraphReader), typeof(byte).MakeByRefType());

    private static Delegate Make(FieldPlace[] places, Type delegateType, Type worker, Type value)
    {
        var method = new DynamicMethod(
            "Fields", typeof(void), [typeof(TypeCodec[]), worker, value], typeof(FieldCompiler).Module, skipVisibility: true);
        var compiler = new FieldCompiler(method.GetILGenerator());
        if (worker == typeof(GraphWriter))
        {
            compiler.EmitWrites(places, []);
        }
        else
        {
            compiler.EmitReads(places, []);
        }

        compiler._il.Emit(OpCodes.Ret);
        return method.CreateDelegate(delegateType, compiler._codecs.ToArray());
    }

    private static MethodInfo MethodOf(Type type, string name) => type.GetMethod(name, Any)!; // named with nameof, not overloaded

    private void EmitWrites(FieldPlace[] places, FieldInfo[] outer)
    {
        foreach (FieldPlace place in places)
        {
            switch (place.Kind)
            {
                case PlaceKind.Raw:
                    EmitWorker();
                    EmitAddress(outer, place.Field);
                    EmitRaw(place.Size, typeof(GraphWriter), "WriteRaw");
                    break;
                case PlaceKind.String:
                    EmitWorker();
                    EmitValue(outer, place.Field);
                    EmitCall(typeof(GraphWriter), nameof(GraphWriter.WriteString));
                    break;
                case PlaceKind.Reference:
                    EmitWorker();
                    EmitValue(outer, place.Field);
                    EmitCodec(place.Codec!); // this kind has a codec
                    _il.Emit(OpCodes.Call, typeof(GraphWriter).GetMethod(nameof(GraphWriter.WriteReference), Any, [typeof(object), typeof(TypeCodec)])!);
                    break;
                case PlaceKind.Native:
                    EmitWorker();
                    EmitValue(outer, place.Field);
                    _il.Emit(OpCodes.Conv_I);
                    EmitCall(typeof(GraphWriter), nameof(GraphWriter.WriteNative));
                    break;
                case PlaceKind.Struct:
                    EmitWrites(((StructCodec)place.Codec!).Places, [.. outer, place.Field]);
                    break;
                case PlaceKind.SpecialStruct:
                    EmitCodec(place.Codec!); // this kind has a codec
                    EmitWorker();
                    EmitValue(outer, place.Field);
                    _il.Emit(OpCodes.Box, place.Type);
                    EmitCallVirtual(nameof(TypeCodec.WriteHead));
                    break;
                default:
                    // Boxing a nullable gives null or the boxed value, which is what the place's slow way wants.
                    EmitCodec(place.Codec!); // this kind has a codec
                    EmitWorker();
                    EmitValue(outer, place.Field);
                    _il.Emit(OpCodes.Box, place.Type);
                    _il.Emit(OpCodes.Call, typeof(FieldCompiler).GetMethod(nameof(WriteNullable), BindingFlags.Static | BindingFlags.NonPublic)!);
                    break;
            }
        }
    }

    private void EmitReads(FieldPlace[] places, FieldInfo[] outer)
    {
        foreach (FieldPlace place in places)
        {
            switch (place.Kind)
            {
                case PlaceKind.Raw:
                    EmitWorker();
                    EmitAddress(outer, place.Field);
                    EmitRaw(place.Size, typeof(GraphReader), "ReadRaw");
                    break;
                case PlaceKind.String:
                    EmitOwner(outer);
                    EmitWorker();
                    EmitCall(typeof(GraphReader), nameof(GraphReader.ReadString));
                    _il.Emit(OpCodes.Stfld, place.Field);
                    break;
                case PlaceKind.Reference:
                    EmitOwner(outer);
                    EmitWorker();
                    EmitCodec(place.Codec!); // this kind has a codec
                    EmitCall(typeof(GraphReader), nameof(GraphReader.ReadReference));
                    _il.Emit(OpCodes.Stfld, place.Field);
                    break;
                case PlaceKind.Native:
                    EmitWorker();
                    EmitCall(typeof(GraphReader), nameof(GraphReader.ReadNative));
                    break;
                case PlaceKind.Struct:
                    EmitReads(((StructCodec)place.Codec!).Places, [.. outer, place.Field]);
                    break;
                case PlaceKind.SpecialStruct:
                    EmitOwner(outer);
                    EmitCodec(place.Codec!); // this kind has a codec
                    EmitWorker();
                    EmitCallVirtual(nameof(TypeCodec.Create));
                    _il.Emit(OpCodes.Unbox_Any, place.Type);
                    _il.Emit(OpCodes.Stfld, place.Field);
                    break;
                default:
                    EmitOwner(outer);
                    EmitCodec(place.Codec!); // this kind has a codec
                    EmitWorker();
                    _il.Emit(OpCodes.Call, typeof(FieldCompiler).GetMethod(nameof(ReadNullable), BindingFlags.Static | BindingFlags.NonPublic)!);
                    _il.Emit(OpCodes.Unbox_Any, place.Type);
                    _il.Emit(OpCodes.Stfld, place.Field);
                    break;
            }
        }
    }

    private static void WriteNullable(TypeCodec codec, GraphWriter writer, object? value) =>
        writer.WritePlace(PlaceKind.Nullable, codec, 0, value);

    private static object? ReadNullable(TypeCodec codec, GraphReader reader) => reader.ReadPlace(PlaceKind.Nullable, codec, codec.Type, 0);

    private void EmitWorker() => _il.Emit(OpCodes.Ldarg_1);

    private void EmitOwner(FieldInfo[] outer)
    {
        _il.Emit(OpCodes.Ldarg_2);
        foreach (FieldInfo field in outer)
        {
            _il.Emit(OpCodes.Ldflda, field);
        }
    }

    private void EmitAddress(FieldInfo[] outer, FieldInfo field)
    {
        EmitOwner(outer);
        _il.Emit(OpCodes.Ldflda, field);
    }

    private void EmitValue(FieldInfo[] outer, FieldInfo field)
    {
        EmitOwner(outer);
        _il.Emit(OpCodes.Ldfld, field);
    }

    private void EmitCodec(TypeCodec codec)
    {
        int index = _codecs.IndexOf(codec);
        if (index < 0)
        {
            index = _codecs.Count;
            _codecs.Add(codec);
        }

        _il.Emit(OpCodes.Ldarg_0);
        _il.Emit(OpCodes.Ldc_I4, index);
        _il.Emit(OpCodes.Ldelem_Ref);
    }

    private void EmitRaw(int size, Type worker, string name)
    {
        if (size is 1 or 4 or 8)
        {
            EmitCall(worker, name + size);
        }
        else
        {
            _il.Emit(OpCodes.Ldc_I4, size);
            EmitCall(worker, name);
        }
    }

    private void EmitCall(Type type, string name) => _il.Emit(OpCodes.Call, MethodOf(type, name));

    private void EmitCallVirtual(string name) => _il.Emit(OpCodes.Callvirt, MethodOf(typeof(TypeCodec), name));
}
