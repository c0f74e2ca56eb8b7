using Mpire.Managing;
using Mpire.Serialization;

namespace Mpire;

/// <summary>
/// An object of the program's own that lives in the process that made its <see cref="SharedManager"/>, and is one and the same for every process that gets
/// this. Workers call it through the interface.
/// </summary>
/// <typeparam name="T">The interface.</typeparam>
/// <remarks>
/// Several workers call it at the same time, each from a thread of its own: it must be safe for that. Arguments and results travel as copies. What it throws
/// arrives as its own type. A method that returns a task is awaited where the object lives, and the worker goes on meanwhile. A
/// <see cref="CancellationToken"/> among the parameters is cancelled there when it is cancelled here, or when the worker dies.
/// </remarks>
public sealed class SharedObject<T> : ITravelsByHandle<SharedObject<T>>
    where T : class
{
    private readonly ManagedSite<InterfaceHost<T>> _site;
    private T? _proxy;

    internal SharedObject(ManagedSite<InterfaceHost<T>> site) => _site = site;

    /// <summary>The object: itself in its own process, elsewhere what calls it there. Send the <see cref="SharedObject{T}"/>, not this: in its own process
    /// it is an ordinary object, of which others would get a copy.</summary>
    public T Value
    {
        get
        {
            _site.ThrowIfUnusable();
            return (T?)_site.Host?.Target ?? (_proxy ??= InterfaceProxy<T>.Create(_site));
        }
    }

    void ITravelsByHandle.WriteHandle(PayloadWriter writer) => _site.WriteHandle(writer);

    static SharedObject<T> ITravelsByHandle<SharedObject<T>>.ReadHandle(PayloadReader reader) =>
        ManagedSite<InterfaceHost<T>>.Read(reader, static site => new SharedObject<T>(site));
}
