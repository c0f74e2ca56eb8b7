using Mpire.Managing;

namespace Mpire;

/// <summary>
/// Makes objects that live in this process and are used from workers as if they were local: dictionaries, lists, queues, and objects of the program's
/// own. They travel as shared object, captured by a lambda, as argument and as result, also on to the pools of workers; it is always the same object.
/// </summary>
/// <remarks>
/// A call from another process takes about as long as an <c>Apply</c>, from this one it is an ordinary call. The calls of one worker run in their order. The
/// objects live until the manager is disposed of or its process ends: later calls fail with an <see cref="ObjectDisposedException"/>, or a
/// <see cref="ManagerGoneException"/>. For numbers that many workers write at once <see cref="SharedArray{T}"/> is a thousand times quicker.
/// </remarks>
public sealed class SharedManager : IDisposable
{
    private readonly ManagerServer _server;

    private SharedManager(bool isFile) => _server = new ManagerServer(isFile);

    /// <summary>Makes a manager.</summary>
    public static SharedManager Create() => new(isFile: false);

    /// <summary>Makes a dictionary.</summary>
    /// <typeparam name="TKey">Keys; they travel.</typeparam>
    /// <typeparam name="TValue">Values; what another process gets is a copy.</typeparam>
    /// <param name="comparer">Compares keys; it stays in this process.</param>
    public SharedDictionary<TKey, TValue> CreateDictionary<TKey, TValue>(IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull =>
        _server.Add(new DictionaryHost<TKey, TValue>(comparer), static site => new SharedDictionary<TKey, TValue>(site));

    /// <summary>Makes a list.</summary>
    /// <typeparam name="T">Items; what another process gets is a copy.</typeparam>
    /// <param name="items">Its first items.</param>
    public SharedList<T> CreateList<T>(params IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _server.Add(new ListHost<T>(items), static site => new SharedList<T>(site));
    }

    /// <summary>Makes a queue.</summary>
    /// <typeparam name="T">Items.</typeparam>
    /// <param name="capacity">How many items may wait there before who adds must wait.</param>
    public SharedQueue<T> CreateQueue<T>(int capacity = int.MaxValue)
    {
        if (capacity < 1) throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A queue has room for one item at least.");
        return _server.Add(new QueueHost<T>(capacity), static site => new SharedQueue<T>(site));
    }

    /// <summary>Lets workers call an object of the program's own.</summary>
    /// <typeparam name="T">The interface by which they call it; named, since the object's class is not one.</typeparam>
    /// <param name="target">The object. Several workers call it at once.</param>
    /// <exception cref="ArgumentException">The interface has something that cannot be called from another process.</exception>
    public SharedObject<T> CreateObject<T>(T target)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(target);
        if (InterfaceMethods<T>.WhyNot() is { } why) throw new ArgumentException(why, nameof(target));
        return _server.Add(new InterfaceHost<T>(target), static site => new SharedObject<T>(site));
    }

    /// <summary>Ends the objects: calls under way and later ones, from whatever process, fail with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _server.Dispose();

    /// <summary>Makes one that is met in a folder, as where the system has nothing better.</summary>
    internal static SharedManager CreateInFolder() => new(isFile: true);
}
