using System.Reflection;

namespace Mpire.Managing;

/// <summary>Stands for a user's object of another process: every call of the interface goes there. The framework derives the class that has its methods.
/// </summary>
/// <typeparam name="T">The interface.</typeparam>
internal class InterfaceProxy<T> : DispatchProxy
{
    private IRemoteSite? _site;

    /// <summary>Makes one.</summary>
    public static T Create(IRemoteSite site)
    {
        var proxy = Create<T, InterfaceProxy<T>>();
        ((InterfaceProxy<T>)(object)proxy!)._site = site; // derived from it
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        InterfaceMethods<T>.Of(targetMethod!).Call(_site!, targetMethod!, args ?? []); // set by Create
}
