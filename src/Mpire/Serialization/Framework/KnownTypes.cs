using System.Diagnostics.CodeAnalysis;

namespace Mpire.Serialization;

/// <summary>
/// Types of the framework that must not be copied field by field: identities, containers that place by hash, caches of per-process values. Found by
/// name first, so that a program that does not use them does not load them.
/// </summary>
internal static class KnownTypes
{
    /// <summary>The codec of such a type or of a class derived from one; otherwise <see langword="null"/>.</summary>
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Start methods with processes need a runtime that compiles.")]
    public static TypeCodec? Make(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            if (!Layout.IsFramework(level.Assembly))
            {
                continue;
            }

            Type definition = level.IsConstructedGenericType ? level.GetGenericTypeDefinition() : level;
            if (level.IsConstructedGenericType && Generic(definition) is { } codec)
            {
                return (TypeCodec)Activator.CreateInstance(codec.MakeGenericType(level.GetGenericArguments()), type)!; // not a nullable
            }

            if (KnownAtoms.Make(type, level, definition.FullName) is { } atom)
            {
                // What a class of the program's adds is not in the value. Those that the generator makes of a pattern add nothing.
                return atom is AtomCodec && type != level && !Layout.IsFramework(type.Assembly) && level.Name != "Regex"
                    ? new RefusedCodec(type, $"it derives from {Refusals.NameOf(level)}, which travels by its value alone", Refusals.Leave)
                    : atom;
            }
        }

        return null;
    }

    private static Type? Generic(Type definition) => definition.FullName switch
    {
        "System.Collections.Generic.List`1" => typeof(ListCodec<>),
        "System.Collections.Generic.Dictionary`2" => typeof(DictionaryCodec<,>),
        "System.Collections.Generic.HashSet`1" => typeof(HashSetCodec<>),
        "System.Memory`1" => typeof(MemoryCodec<>),
        "System.ReadOnlyMemory`1" => typeof(ReadOnlyMemoryCodec<>),
        "System.ArraySegment`1" => typeof(ArraySegmentCodec<>),
        "System.Lazy`1" => typeof(LazyCodec<>),
        "System.Collections.Generic.SortedDictionary`2" => typeof(SortedDictionaryCodec<,>),
        "System.Collections.Generic.SortedList`2" => typeof(SortedListCodec<,>),
        "System.Collections.Generic.PriorityQueue`2" => typeof(PriorityQueueCodec<,>),
        "System.Collections.Immutable.ImmutableSortedDictionary`2" => typeof(ImmutableSortedDictionaryCodec<,>),
        "System.Collections.Immutable.ImmutableSortedSet`1" => typeof(ImmutableSortedSetCodec<>),
        "System.Collections.Generic.SortedSet`1" => typeof(SortedSetCodec<>),
        "System.Collections.Generic.OrderedDictionary`2" => typeof(OrderedDictionaryCodec<,>),
        "System.Collections.Concurrent.ConcurrentDictionary`2" => typeof(ConcurrentDictionaryCodec<,>),
        "System.Collections.Concurrent.ConcurrentBag`1" => typeof(ConcurrentBagCodec<>),
        "System.Collections.Concurrent.ConcurrentQueue`1" => typeof(ConcurrentQueueCodec<>),
        "System.Collections.Immutable.ImmutableDictionary`2" => typeof(ImmutableDictionaryCodec<,>),
        "System.Collections.Immutable.ImmutableHashSet`1" => typeof(ImmutableHashSetCodec<>),
        "System.Collections.Frozen.FrozenDictionary`2" => typeof(FrozenDictionaryCodec<,>),
        "System.Collections.Frozen.FrozenSet`1" => typeof(FrozenSetCodec<>),
        _ => null,
    };
}
