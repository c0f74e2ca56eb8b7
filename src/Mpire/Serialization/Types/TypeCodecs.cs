using System.Diagnostics.CodeAnalysis;

namespace Mpire.Serialization;

/// <summary>The codec of each type; one per type and process.</summary>
internal static class TypeCodecs
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Type, TypeCodec> Known = [];
    private static Recent _recent = new(null, null);

    /// <summary>The codec for places declared as <see cref="object"/>.</summary>
    public static TypeCodec Object { get; } = For(typeof(object));

    /// <summary>The codec of a type.</summary>
    public static TypeCodec For(Type type)
    {
        Recent recent = Volatile.Read(ref _recent);
        if (ReferenceEquals(recent.Type, type))
        {
            return recent.Codec!; // set together with the type
        }

        lock (Gate)
        {
            if (!Known.TryGetValue(type, out TypeCodec? codec))
            {
                // Codecs look at fields only when they are used, so making one makes at most the codecs of its type arguments and elements.
                codec = Make(type);
                Known[type] = codec;
            }

            Volatile.Write(ref _recent, new Recent(type, codec));
            return codec;
        }
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Start methods with processes need a runtime that compiles.")]
    private static TypeCodec Make(Type type)
    {
        if (type == typeof(string))
        {
            return new StringCodec();
        }

        if (type.IsPointer || type.IsByRef || type.IsFunctionPointer || type.IsByRefLike || type.ContainsGenericParameters || type == typeof(void))
        {
            return new RefusedCodec(type, "there are no values of this type on the heap", Refusals.Leave);
        }

        if (type == typeof(nint) || type == typeof(nuint))
        {
            return new NativeCodec(type);
        }

        if (Layout.IsRaw(type))
        {
            return new RawCodec(type);
        }

        if (Refusals.For(type) is { } refusal)
        {
            return new RefusedCodec(type, refusal.Reason, refusal.Remedy);
        }

        if (type.IsArray)
        {
            return new ArrayCodec(type);
        }

        if (typeof(ITravelsByHandle).IsAssignableFrom(type) && type is { IsInterface: false, IsAbstract: false })
        {
            return (TypeCodec)Activator.CreateInstance(typeof(HandleCodec<>).MakeGenericType(type), type)!; // not a nullable
        }

        if (KnownTypes.Make(type) is { } known)
        {
            return known;
        }

        if (type.IsInterface || type.IsAbstract)
        {
            return new DeclaredCodec(type);
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return new DelegateCodec(type);
        }

        if (typeof(Exception).IsAssignableFrom(type))
        {
            return new ExceptionObjectCodec(type);
        }

        return type.IsValueType ? new StructCodec(type) : ClosureCodec.Fits(type) ? new ClosureCodec(type) : new ObjectCodec(type);
    }

    private sealed record Recent(Type? Type, TypeCodec? Codec);
}
