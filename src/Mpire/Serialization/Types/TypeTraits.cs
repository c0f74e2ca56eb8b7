namespace Mpire.Serialization;

/// <summary>What few types have and every object is asked for: callbacks, and objects that are values of static fields. Closures have traits of their own.</summary>
internal sealed record TypeTraits(Callbacks? Callbacks, OwnInstances? Own)
{
    /// <summary>Those of nearly all types.</summary>
    public static readonly TypeTraits None = new(null, null);

    private static readonly TypeTraits Closure = new(null, null);

    /// <summary>Those of the codec's type.</summary>
    public static TypeTraits Of(TypeCodec codec)
    {
        Type type = codec.Type;
        if (type.IsValueType || type.IsArray || !codec.HasIdentity || codec is AtomCodec or StringCodec or DelegateCodec)
        {
            return None;
        }

        if (codec is ClosureCodec)
        {
            return Closure;
        }

        Callbacks? callbacks = codec.HasContent ? Callbacks.Of(type) : null;
        OwnInstances? own = codec is ObjectCodec || (codec is RefusedCodec && !typeof(Task).IsAssignableFrom(type)) ? OwnInstances.Of(type) : null;
        return callbacks is null && own is null ? None : new TypeTraits(callbacks, own);
    }
}
