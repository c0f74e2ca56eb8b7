namespace Mpire.Serialization;

/// <summary>An object of this library that travels as a handle, never as a copy (shared memory, locks between processes).</summary>
internal interface ITravelsByHandle
{
    /// <summary>Writes what the other process needs to reach the same thing.</summary>
    void WriteHandle(PayloadWriter writer);
}

/// <inheritdoc/>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal interface ITravelsByHandle<TSelf> : ITravelsByHandle
    where TSelf : class, ITravelsByHandle<TSelf>
{
    /// <summary>The object of this process that stands for the thing that was written: the one there is already, or a new one.</summary>
    static abstract TSelf ReadHandle(PayloadReader reader);
}
