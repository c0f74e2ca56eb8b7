using System.Reflection;

namespace Mpire.Serialization;

/// <summary>Which keys hash rightly before all objects are whole.</summary>
internal static class WholeKeys
{
    /// <summary>Whether values of the type hash without looking at other objects, with a comparer that exists only when it is complete.</summary>
    public static bool HashAlone<T>(IEqualityComparer<T>? comparer) =>
        (typeof(T) == typeof(string) || RawMemory<T>.Is)
        && (comparer is null
            || ReferenceEquals(comparer, EqualityComparer<T>.Default)
            || (comparer is StringComparer && comparer.GetType().Assembly == typeof(object).Assembly));

    /// <summary>Whether there may be keys of this type that keep their hash code.</summary>
    public static bool MayBeKept<T>() =>
        typeof(T) != typeof(string) && (!(typeof(T).IsValueType || typeof(T).IsSealed) || HashCache.Of(typeof(T)) is not null);

    /// <summary>Whether a container with this comparer asks the keys for their hash code; another comparer hashes as it likes.</summary>
    public static bool AreAskedBy<T>(IEqualityComparer<T>? comparer) => comparer is null || ReferenceEquals(comparer, EqualityComparer<T>.Default);

    /// <summary>Refuses a key that the other process would seek under the hash code of this one.</summary>
    public static void RefuseKept<T>(GraphWriter writer, T key)
    {
        if (key is null || ReferenceEquals(key.GetType(), Keys<T>.Plain))
        {
            return;
        }

        HashCache? cache = HashCache.Of(key.GetType());
        if (cache is null)
        {
            Keys<T>.Plain = key.GetType();
        }
        else if (cache.KeptBy(key) is { } field)
        {
            throw Refusals.Refuse(
                writer,
                key.GetType(),
                $"it is a key of a hash table and keeps its hash code in '{field}', which holds in this process only",
                "Compute the hash code in GetHashCode, there kept or not, or give the container a comparer of its own.");
        }
    }

    /// <summary>Whether the keys hash by what they are, not by what they hold.</summary>
    public static bool HashByIdentity<T>(IEqualityComparer<T>? comparer, T[] keys) =>
        ReferenceEquals(comparer, ReferenceEqualityComparer.Instance)
        || ((comparer is null || ReferenceEquals(comparer, EqualityComparer<T>.Default))
            && Array.TrueForAll(keys, key => key is null || HashesByIdentity(key.GetType())));

    /// <summary>The error for a container that can be made of whole keys only.</summary>
    public static SerializationException Unwhole(Type type) =>
        new(
            $"A container of type '{Refusals.NameOf(type)}' cannot be rebuilt: its keys refer to an object that holds the container, and it can be made of "
            + "complete keys only. Send a HashSet or Dictionary, or break the cycle.",
            null,
            Refusals.NameOf(type));

    private static bool HashesByIdentity(Type type) =>
        type.GetMethod(nameof(GetHashCode), BindingFlags.Public | BindingFlags.Instance, [])?.DeclaringType == typeof(object);

    private static class Keys<T>
    {
        // The last type met that keeps none: keys are mostly of one.
        public static Type? Plain;
    }
}
