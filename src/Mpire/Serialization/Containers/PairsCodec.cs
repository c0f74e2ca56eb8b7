using System.Reflection;

namespace Mpire.Serialization;

/// <summary>Containers of pairs.</summary>
internal abstract class PairsCodec<TContainer, TKey, TValue>(Type type) : RebuiltCodec<TContainer, KeyValuePair<TKey, TValue>>(type)
    where TContainer : class
    where TKey : notnull
{
    protected override int SmallestItem => Items<TKey>.SmallestSize + Items<TValue>.SmallestSize;

    protected override void CheckKey(GraphWriter writer, KeyValuePair<TKey, TValue> item) => WholeKeys.RefuseKept(writer, item.Key);

    protected override void WriteItem(GraphWriter writer, KeyValuePair<TKey, TValue> item)
    {
        Items<TKey>.Write(writer, item.Key);
        Items<TValue>.Write(writer, item.Value);
    }

    protected override KeyValuePair<TKey, TValue> ReadItem(GraphReader reader)
    {
        reader.BeginKeys();
        TKey key = Items<TKey>.Read(reader);
        reader.EndKeys();
        if (key is null)
        {
            PayloadReader.ThrowDamaged("a key is missing");
        }

        return new(key, Items<TValue>.Read(reader));
    }

    protected static KeyValuePair<TKey, TValue>[] ToArray<T>(T container)
        where T : ICollection<KeyValuePair<TKey, TValue>>
    {
        var items = new KeyValuePair<TKey, TValue>[container.Count];
        container.CopyTo(items, 0);
        return items;
    }

    /// <summary>Runs a public constructor of the container on an object of a derived class.</summary>
    protected static void Construct(object value, Type[] signature, object?[] arguments) =>
        typeof(TContainer).GetConstructor(BindingFlags.Public | BindingFlags.Instance, signature)!.Invoke(value, arguments); // asked for by its users here
}
