namespace Mpire.Managing;

/// <summary>A user's object. Locking is its own affair: several connections call it at once.</summary>
internal abstract class InterfaceHost : Hosted
{
    /// <summary>The object.</summary>
    public abstract object Target { get; }
}

/// <inheritdoc/>
/// <typeparam name="T">The interface by which it is called.</typeparam>
internal sealed class InterfaceHost<T>(T target) : InterfaceHost
    where T : class
{
    public override IReadOnlyList<Operation> Operations => InterfaceMethods<T>.All;

    public override object Target => target;
}
