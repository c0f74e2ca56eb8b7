using System.Buffers;
using System.Reflection;

namespace Mpire.Serialization;

/// <summary>
/// A type as bytes: assembly, metadata token and arguments, each type standing alone, so that one look into a table of the process turns
/// bytes met before into the type.
/// </summary>
internal static class TypeIdentity
{
    private const int LongestIdentity = 64 * 1024;
    private const int DeepestNesting = 64;

    private static readonly Type[] WellKnown =
    [
        typeof(object), typeof(string), typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint),
        typeof(long), typeof(ulong), typeof(char), typeof(float), typeof(double), typeof(decimal), typeof(DateTime), typeof(TimeSpan),
        typeof(Guid), typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(KeyValuePair<,>), typeof(Nullable<>),
        typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(Tuple<,>), typeof(Func<>), typeof(Func<,>), typeof(Func<,,>), typeof(Func<,,,>),
        typeof(Action), typeof(Action<>), typeof(Action<,>), typeof(IEnumerable<>), typeof(Type), typeof(void),
    ];

    private static readonly Lock Gate = new();
    private static readonly Dictionary<Type, byte[]> Written = [];
    private static Entry?[] _buckets = new Entry?[256];
    private static int _count;

    private enum Kind : byte
    {
        WellKnown = 1,
        Plain,
        Vector,
        Array,
        Generic,
        Pointer,
        ByRef,
        TypeParameter,
        MethodParameter,
    }

    /// <summary>The bytes that name the type.</summary>
    /// <exception cref="SerializationException">The type exists in this process only.</exception>
    public static byte[] Of(Type type)
    {
        lock (Gate)
        {
            if (Written.TryGetValue(type, out byte[]? known))
            {
                return known;
            }
        }

        using PayloadWriter writer = PayloadWriter.Rent();
        Append(writer, type);
        byte[] bytes = writer.TryGetSingleSpan(out ReadOnlySpan<byte> single) ? single.ToArray() : writer.AsSequence().ToArray();
        if (bytes.Length > LongestIdentity)
        {
            throw new SerializationException($"The name of type '{type}' is too long to be sent.", offendingType: type.FullName);
        }

        lock (Gate)
        {
            Written[type] = bytes;
        }

        return bytes;
    }

    /// <summary>Writes the type's bytes with their length.</summary>
    public static void Write(PayloadWriter writer, Type type)
    {
        byte[] bytes = Of(type);
        writer.WriteVarUInt((ulong)bytes.Length);
        writer.WriteBytes(bytes);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Type Read(PayloadReader reader)
    {
        int length = reader.ReadCount();
        if (length > LongestIdentity)
        {
            PayloadReader.ThrowDamaged("a type's name is too long");
        }

        ReadOnlySpan<byte> bytes = reader.ReadSpan(length);
        uint hash = Hash(bytes);
        Entry?[] buckets = Volatile.Read(ref _buckets);
        for (Entry? entry = buckets[hash & (uint)(buckets.Length - 1)]; entry is not null; entry = entry.Next)
        {
            if (entry.Hash == hash && bytes.SequenceEqual(entry.Bytes))
            {
                return entry.Type;
            }
        }

        return ResolveNew(bytes.ToArray(), hash);
    }

    private static unsafe Type ResolveNew(byte[] bytes, uint hash)
    {
        Type type;
        fixed (byte* start = bytes)
        {
            using var inner = new PayloadReader();
            inner.Reset(start, bytes.Length);
            try
            {
                type = Parse(inner, 0);
            }
            catch (Exception e) when (e is not SerializationException)
            {
                throw new SerializationException(
                    "The received data names a type that does not exist in this process. Both ends must run the same build of the program.",
                    null, null, e);
            }

            if (inner.Remaining > 0)
            {
                PayloadReader.ThrowDamaged("a type's name has a wrong length");
            }
        }

        lock (Gate)
        {
            if (_count > _buckets.Length)
            {
                var larger = new Entry?[_buckets.Length * 4];
                foreach (Entry? chain in _buckets)
                {
                    for (Entry? entry = chain; entry is not null; entry = entry.Next)
                    {
                        Add(larger, entry.Bytes, entry.Hash, entry.Type);
                    }
                }

                Volatile.Write(ref _buckets, larger);
            }

            Add(_buckets, bytes, hash, type);
            _count++;
        }

        return type;
    }

    private static void Add(Entry?[] buckets, byte[] bytes, uint hash, Type type)
    {
        ref Entry? head = ref buckets[hash & (uint)(buckets.Length - 1)];
        Volatile.Write(ref head, new Entry(bytes, hash, type, head));
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte part in bytes)
        {
            hash = (hash ^ part) * 16777619;
        }

        return hash;
    }

    private static void Append(PayloadWriter writer, Type type)
    {
        int known = Array.IndexOf(WellKnown, type);
        if (known >= 0)
        {
            writer.WriteByte((byte)Kind.WellKnown);
            writer.WriteByte((byte)known);
        }
        else if (type.IsSZArray)
        {
            writer.WriteByte((byte)Kind.Vector);
            Append(writer, type.GetElementType()!); // an array has elements
        }
        else if (type.IsArray)
        {
            writer.WriteByte((byte)Kind.Array);
            writer.WriteByte((byte)type.GetArrayRank());
            Append(writer, type.GetElementType()!); // an array has elements
        }
        else if (type.IsPointer || type.IsByRef)
        {
            writer.WriteByte((byte)(type.IsPointer ? Kind.Pointer : Kind.ByRef));
            Append(writer, type.GetElementType()!); // a pointer points to something
        }
        else if (type.IsGenericParameter)
        {
            MethodBase? method = type.DeclaringMethod;
            writer.WriteByte((byte)(method is null ? Kind.TypeParameter : Kind.MethodParameter));
            Append(writer, type.DeclaringType!); // a parameter belongs to a type or to a method of one
            if (method is not null)
            {
                writer.WriteInt32(method.MetadataToken);
            }

            writer.WriteVarUInt((ulong)type.GenericParameterPosition);
        }
        else if (type.IsConstructedGenericType)
        {
            writer.WriteByte((byte)Kind.Generic);
            Append(writer, type.GetGenericTypeDefinition());
            foreach (Type argument in type.GetGenericArguments())
            {
                Append(writer, argument);
            }
        }
        else if (type.IsFunctionPointer || type.GetType() != typeof(object).GetType())
        {
            throw new SerializationException(
                $"The type '{type}' cannot be sent to another process: it exists only in this one. Use an ordinary type.", offendingType: type.FullName);
        }
        else
        {
            writer.WriteByte((byte)Kind.Plain);
            writer.WriteInt32(type.MetadataToken);
            AssemblyIdentity.Append(writer, type.Assembly, $"The type '{type.FullName}'");
        }
    }

    private static Type Parse(PayloadReader reader, int depth)
    {
        if (depth > DeepestNesting)
        {
            PayloadReader.ThrowDamaged("a type's name is nested too deeply");
        }

        switch ((Kind)reader.ReadByte())
        {
            case Kind.WellKnown:
                int index = reader.ReadByte();
                if (index >= WellKnown.Length)
                {
                    PayloadReader.ThrowDamaged("a type is unknown");
                }

                return WellKnown[index];
            case Kind.Plain:
                int token = reader.ReadInt32();
                return AssemblyIdentity.Read(reader).ManifestModule.ResolveType(token);
            case Kind.Vector:
                return Parse(reader, depth + 1).MakeArrayType();
            case Kind.Array:
                int rank = reader.ReadByte();
                return Parse(reader, depth + 1).MakeArrayType(rank);
            case Kind.Pointer:
                return Parse(reader, depth + 1).MakePointerType();
            case Kind.ByRef:
                return Parse(reader, depth + 1).MakeByRefType();
            case Kind.TypeParameter:
                Type owner = Parse(reader, depth + 1);
                return owner.GetGenericArguments()[checked((int)reader.ReadVarUInt())];
            case Kind.MethodParameter:
                Type declaring = Parse(reader, depth + 1);
                MethodBase method = declaring.Module.ResolveMethod(reader.ReadInt32())!; // throws rather than returning null
                return method.GetGenericArguments()[checked((int)reader.ReadVarUInt())];
            case Kind.Generic:
                Type definition = Parse(reader, depth + 1);
                var arguments = new Type[definition.GetGenericArguments().Length];
                for (int i = 0; i < arguments.Length; i++)
                {
                    arguments[i] = Parse(reader, depth + 1);
                }

                return definition.MakeGenericType(arguments);
            default:
                PayloadReader.ThrowDamaged("a type is of no known kind");
                return null;
        }
    }

    private sealed record Entry(byte[] Bytes, uint Hash, Type Type, Entry? Next);
}
