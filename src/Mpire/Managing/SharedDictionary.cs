using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Mpire.Managing;
using Mpire.Serialization;

namespace Mpire;

/// <summary>
/// A dictionary that lives in the process that made its <see cref="SharedManager"/>, and is one and the same for every process that gets it. Each call is
/// one step that nobody comes between.
/// </summary>
/// <typeparam name="TKey">Keys; they travel.</typeparam>
/// <typeparam name="TValue">Values; what another process gets is a copy, so a change is seen only when it is written back.</typeparam>
/// <remarks>
/// Reading and writing back are two steps: to count, use <see cref="AddOrUpdate"/>. Enumerating, <see cref="Keys"/> and <see cref="Values"/> show the
/// contents of one moment, fetched in one call.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "It is a dictionary, and called one.")]
public sealed class SharedDictionary<TKey, TValue> : IDictionary<TKey, TValue>, ITravelsByHandle<SharedDictionary<TKey, TValue>>
    where TKey : notnull
{
    private readonly ManagedSite<DictionaryHost<TKey, TValue>> _site;

    internal SharedDictionary(ManagedSite<DictionaryHost<TKey, TValue>> site) => _site = site;

    /// <inheritdoc/>
    public int Count => _site.Call(DictionaryHost<TKey, TValue>.Count, default);

    /// <summary>The keys of this moment.</summary>
    public ICollection<TKey> Keys => Array.ConvertAll(ToArray(), static pair => pair.Key);

    /// <summary>The values of this moment.</summary>
    public ICollection<TValue> Values => Array.ConvertAll(ToArray(), static pair => pair.Value);

    bool ICollection<KeyValuePair<TKey, TValue>>.IsReadOnly => false;

    /// <inheritdoc/>
    public TValue this[TKey key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The shared dictionary has no key '{key}'.");
        set => _site.Call(DictionaryHost<TKey, TValue>.Set, (Checked(key), value));
    }

    /// <inheritdoc/>
    public void Add(TKey key, TValue value)
    {
        if (!TryAdd(key, value)) throw new ArgumentException($"The shared dictionary has the key '{key}' already.", nameof(key));
    }

    /// <summary>Adds it unless the key is there.</summary>
    public bool TryAdd(TKey key, TValue value) => _site.Call(DictionaryHost<TKey, TValue>.TryAdd, (Checked(key), value));

    /// <inheritdoc/>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        (var has, value) = _site.Call(DictionaryHost<TKey, TValue>.Find, Checked(key));
        return has;
    }

    /// <inheritdoc/>
    public bool ContainsKey(TKey key) => _site.Call(DictionaryHost<TKey, TValue>.Has, Checked(key));

    /// <inheritdoc/>
    public bool Remove(TKey key) => Remove(key, out _);

    /// <summary>Removes it and says what it was.</summary>
    public bool Remove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        (var has, value) = _site.Call(DictionaryHost<TKey, TValue>.Remove, Checked(key));
        return has;
    }

    /// <inheritdoc/>
    public void Clear() => _site.Call(DictionaryHost<TKey, TValue>.Clear, default);

    /// <summary>The value, made first if it is not there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="valueFactory">Travels and runs where the dictionary lives; nobody else gets to the dictionary meanwhile, so keep it short.</param>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> valueFactory)
    {
        ArgumentNullException.ThrowIfNull(valueFactory);
        return _site.Call(DictionaryHost<TKey, TValue>.GetOrAdd, (Checked(key), valueFactory));
    }

    /// <summary>Adds the value, or changes the one that is there, in one step.</summary>
    /// <param name="key">The key.</param>
    /// <param name="addValue">The value if there is none.</param>
    /// <param name="updateValueFactory">Makes the new value from key and old value. Travels and runs where the dictionary lives; nobody else gets to the
    /// dictionary meanwhile, so keep it short.</param>
    /// <returns>The new value.</returns>
    public TValue AddOrUpdate(TKey key, TValue addValue, Func<TKey, TValue, TValue> updateValueFactory)
    {
        ArgumentNullException.ThrowIfNull(updateValueFactory);
        return _site.Call(DictionaryHost<TKey, TValue>.AddOrUpdate, (Checked(key), addValue, updateValueFactory));
    }

    /// <summary>The contents of this moment.</summary>
    public KeyValuePair<TKey, TValue>[] ToArray() => _site.Call(DictionaryHost<TKey, TValue>.All, default);

    /// <summary>Enumerates the contents of this moment.</summary>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => ((IEnumerable<KeyValuePair<TKey, TValue>>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void ICollection<KeyValuePair<TKey, TValue>>.Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<TKey, TValue>>.Contains(KeyValuePair<TKey, TValue> item) =>
        TryGetValue(item.Key, out var value) && EqualityComparer<TValue>.Default.Equals(value, item.Value);

    bool ICollection<KeyValuePair<TKey, TValue>>.Remove(KeyValuePair<TKey, TValue> item) => _site.Call(DictionaryHost<TKey, TValue>.RemovePair, item);

    void ICollection<KeyValuePair<TKey, TValue>>.CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex) => ToArray().CopyTo(array, arrayIndex);

    void ITravelsByHandle.WriteHandle(PayloadWriter writer) => _site.WriteHandle(writer);

    static SharedDictionary<TKey, TValue> ITravelsByHandle<SharedDictionary<TKey, TValue>>.ReadHandle(PayloadReader reader) =>
        ManagedSite<DictionaryHost<TKey, TValue>>.Read(reader, static site => new SharedDictionary<TKey, TValue>(site));

    private static TKey Checked(TKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key;
    }
}
