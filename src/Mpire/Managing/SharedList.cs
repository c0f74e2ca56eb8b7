using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Mpire.Managing;
using Mpire.Serialization;

namespace Mpire;

/// <summary>
/// A list that lives in the process that made its <see cref="SharedManager"/>, and is one and the same for every process that gets it. Each call is one step
/// that nobody comes between.
/// </summary>
/// <typeparam name="T">Items; what another process gets is a copy, so a change is seen only when it is written back.</typeparam>
/// <remarks>
/// Reading and writing back are two steps: to count, use <see cref="Update"/>. Enumerating shows the contents of one moment, fetched in one call; a loop
/// over an index makes a call for each item.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "It is a list, and called one.")]
public sealed class SharedList<T> : IList<T>, ITravelsByHandle<SharedList<T>>
{
    private readonly ManagedSite<ListHost<T>> _site;

    internal SharedList(ManagedSite<ListHost<T>> site) => _site = site;

    /// <inheritdoc/>
    public int Count => _site.Call(ListHost<T>.Count, default);

    bool ICollection<T>.IsReadOnly => false;

    /// <inheritdoc/>
    public T this[int index]
    {
        get => _site.Call(ListHost<T>.Get, index);
        set => _site.Call(ListHost<T>.Set, (index, value));
    }

    /// <inheritdoc/>
    public void Add(T item) => _site.Call(ListHost<T>.Add, item);

    /// <summary>Adds all at the end, in one call.</summary>
    public void AddRange(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        _site.Call(ListHost<T>.AddRange, items.ToArray());
    }

    /// <inheritdoc/>
    public void Insert(int index, T item) => _site.Call(ListHost<T>.Insert, (index, item));

    /// <inheritdoc/>
    public void RemoveAt(int index) => _site.Call(ListHost<T>.RemoveAt, index);

    /// <inheritdoc/>
    public bool Remove(T item) => _site.Call(ListHost<T>.Remove, item);

    /// <inheritdoc/>
    public int IndexOf(T item) => _site.Call(ListHost<T>.IndexOf, item);

    /// <inheritdoc/>
    public bool Contains(T item) => IndexOf(item) >= 0;

    /// <inheritdoc/>
    public void Clear() => _site.Call(ListHost<T>.Clear, default);

    /// <summary>Changes one item in one step.</summary>
    /// <param name="index">Which.</param>
    /// <param name="change">Makes the new item from the old one. Travels and runs where the list lives; nobody else gets to the list meanwhile, so keep it
    /// short.</param>
    /// <returns>The new item.</returns>
    public T Update(int index, Func<T, T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _site.Call(ListHost<T>.Update, (index, change));
    }

    /// <summary>The contents of this moment.</summary>
    public T[] ToArray() => _site.Call(ListHost<T>.All, default);

    /// <inheritdoc/>
    public void CopyTo(T[] array, int arrayIndex) => ToArray().CopyTo(array, arrayIndex);

    /// <summary>Enumerates the contents of this moment.</summary>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void ITravelsByHandle.WriteHandle(PayloadWriter writer) => _site.WriteHandle(writer);

    static SharedList<T> ITravelsByHandle<SharedList<T>>.ReadHandle(PayloadReader reader) =>
        ManagedSite<ListHost<T>>.Read(reader, static site => new SharedList<T>(site));
}
