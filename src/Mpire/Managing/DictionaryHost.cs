namespace Mpire.Managing;

/// <summary>A dictionary in its process: one call at a time.</summary>
internal sealed class DictionaryHost<TKey, TValue>(IEqualityComparer<TKey>? comparer) : Hosted
    where TKey : notnull
{
    public static readonly OperationList<DictionaryHost<TKey, TValue>> List = new();
    public static readonly Operation<DictionaryHost<TKey, TValue>, TKey, (bool Has, TValue? Value)> Find = List.Add(static (
        DictionaryHost<TKey, TValue> host, TKey key) =>
    {
        lock (host._gate) return (host._map.TryGetValue(key, out var value), value);
    });

    public static readonly Operation<DictionaryHost<TKey, TValue>, (TKey Key, TValue Value), ValueTuple> Set = List.Add(static (
        DictionaryHost<TKey, TValue> host, (TKey Key, TValue Value) pair) =>
    {
        lock (host._gate) host._map[pair.Key] = pair.Value;
        return default(ValueTuple);
    });

    public static readonly Operation<DictionaryHost<TKey, TValue>, (TKey Key, TValue Value), bool> TryAdd = List.Add(static (
        DictionaryHost<TKey, TValue> host, (TKey Key, TValue Value) pair) =>
    {
        lock (host._gate) return host._map.TryAdd(pair.Key, pair.Value);
    });

    public static readonly Operation<DictionaryHost<TKey, TValue>, TKey, (bool Has, TValue? Value)> Remove = List.Add(static (
        DictionaryHost<TKey, TValue> host, TKey key) =>
    {
        lock (host._gate) return (host._map.Remove(key, out var value), value);
    });

    public static readonly Operation<DictionaryHost<TKey, TValue>, KeyValuePair<TKey, TValue>, bool> RemovePair = List.Add(static (
        DictionaryHost<TKey, TValue> host, KeyValuePair<TKey, TValue> pair) =>
    {
        lock (host._gate) return ((ICollection<KeyValuePair<TKey, TValue>>)host._map).Remove(pair);
    });

    public static readonly Operation<DictionaryHost<TKey, TValue>, TKey, bool> Has = List.Add(static (
        DictionaryHost<TKey, TValue> host, TKey key) =>
    {
        lock (host._gate) return host._map.ContainsKey(key);
    });

    public static readonly Operation<DictionaryHost<TKey, TValue>, ValueTuple, int> Count = List.Add(static (
        DictionaryHost<TKey, TValue> host, ValueTuple _) =>
    {
        lock (host._gate) return host._map.Count;
    });

    public static readonly Operation<DictionaryHost<TKey, TValue>, ValueTuple, ValueTuple> Clear = List.Add(static (
        DictionaryHost<TKey, TValue> host, ValueTuple nothing) =>
    {
        lock (host._gate) host._map.Clear();
        return nothing;
    });

    public static readonly Operation<DictionaryHost<TKey, TValue>, ValueTuple, KeyValuePair<TKey, TValue>[]> All = List.Add(static (
        DictionaryHost<TKey, TValue> host, ValueTuple _) =>
    {
        lock (host._gate) return host._map.ToArray();
    });

    public static readonly Operation<DictionaryHost<TKey, TValue>, (TKey Key, Func<TKey, TValue> Factory), TValue> GetOrAdd = List.Add(static (
        DictionaryHost<TKey, TValue> host, (TKey Key, Func<TKey, TValue> Factory) given) =>
    {
        lock (host._gate)
        {
            if (!host._map.TryGetValue(given.Key, out var value)) host._map[given.Key] = value = given.Factory(given.Key);
            return value;
        }
    });

    public static readonly Operation<DictionaryHost<TKey, TValue>, (TKey Key, TValue First, Func<TKey, TValue, TValue> Update), TValue> AddOrUpdate =
        List.Add(static (DictionaryHost<TKey, TValue> host, (TKey Key, TValue First, Func<TKey, TValue, TValue> Update) given) =>
        {
            lock (host._gate)
            {
                return host._map[given.Key] = host._map.TryGetValue(given.Key, out var old) ? given.Update(given.Key, old) : given.First;
            }
        });

    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, TValue> _map = new(comparer);

    public override IReadOnlyList<Operation> Operations => List.All;

}
