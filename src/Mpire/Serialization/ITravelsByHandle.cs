namespace Mpire.Serialization;

/// <summary>
/// An object of this library that travels as a handle, never as a copy (shared memory, locks between processes). The reader creates the object
/// without running a constructor and lets it fill itself. What the two methods need to know of the channel is in the handle context of the
/// writer and the reader.
/// </summary>
internal interface ITravelsByHandle
{
    /// <summary>Writes what the other process needs to reach the same thing.</summary>
    void WriteHandle(PayloadWriter writer);

    /// <summary>Makes this so far empty object reach the thing that was written.</summary>
    void ReadHandle(PayloadReader reader);
}
