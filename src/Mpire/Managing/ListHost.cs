namespace Mpire.Managing;

/// <summary>A list in its process: one call at a time.</summary>
internal sealed class ListHost<T>(IEnumerable<T> items) : Hosted
{
    public static readonly OperationList<ListHost<T>> List = new();
    public static readonly Operation<ListHost<T>, int, T> Get = List.Add(static (ListHost<T> host, int index) =>
    {
        lock (host._gate) return host._items[host.Checked(index)];
    });

    public static readonly Operation<ListHost<T>, (int Index, T Item), ValueTuple> Set = List.Add(static (ListHost<T> host, (int Index, T Item) given) =>
    {
        lock (host._gate) host._items[host.Checked(given.Index)] = given.Item;
        return default(ValueTuple);
    });

    public static readonly Operation<ListHost<T>, T, ValueTuple> Add = List.Add(static (ListHost<T> host, T item) =>
    {
        lock (host._gate) host._items.Add(item);
        return default(ValueTuple);
    });

    public static readonly Operation<ListHost<T>, T[], ValueTuple> AddRange = List.Add(static (ListHost<T> host, T[] items) =>
    {
        lock (host._gate) host._items.AddRange(items);
        return default(ValueTuple);
    });

    public static readonly Operation<ListHost<T>, (int Index, T Item), ValueTuple> Insert = List.Add(static (ListHost<T> host, (int Index, T Item) given) =>
    {
        lock (host._gate) host._items.Insert(given.Index == host._items.Count ? given.Index : host.Checked(given.Index), given.Item);
        return default(ValueTuple);
    });

    public static readonly Operation<ListHost<T>, int, ValueTuple> RemoveAt = List.Add(static (ListHost<T> host, int index) =>
    {
        lock (host._gate) host._items.RemoveAt(host.Checked(index));
        return default(ValueTuple);
    });

    public static readonly Operation<ListHost<T>, T, bool> Remove = List.Add(static (ListHost<T> host, T item) =>
    {
        lock (host._gate) return host._items.Remove(item);
    });

    public static readonly Operation<ListHost<T>, T, int> IndexOf = List.Add(static (ListHost<T> host, T item) =>
    {
        lock (host._gate) return host._items.IndexOf(item);
    });

    public static readonly Operation<ListHost<T>, ValueTuple, int> Count = List.Add(static (ListHost<T> host, ValueTuple _) =>
    {
        lock (host._gate) return host._items.Count;
    });

    public static readonly Operation<ListHost<T>, ValueTuple, ValueTuple> Clear = List.Add(static (ListHost<T> host, ValueTuple nothing) =>
    {
        lock (host._gate) host._items.Clear();
        return nothing;
    });

    public static readonly Operation<ListHost<T>, ValueTuple, T[]> All = List.Add(static (ListHost<T> host, ValueTuple _) =>
    {
        lock (host._gate) return host._items.ToArray();
    });

    public static readonly Operation<ListHost<T>, (int Index, Func<T, T> Change), T> Update = List.Add(static (
        ListHost<T> host, (int Index, Func<T, T> Change) given) =>
    {
        lock (host._gate) return host._items[host.Checked(given.Index)] = given.Change(host._items[given.Index]);
    });

    private readonly Lock _gate = new();
    private readonly List<T> _items = [.. items];

    public override IReadOnlyList<Operation> Operations => List.All;


    private int Checked(int index) => (uint)index < (uint)_items.Count
        ? index
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The shared list has {_items.Count} items, from 0 on.");
}
