using System.Buffers;

namespace Mpire;

/// <summary>
/// The seam for another serializer of task arguments, results and shared objects, such as MemoryPack or MessagePack. The default needs no
/// attribute and handles ordinary types; choose another for types that carry its attributes and are sent in large numbers.
/// </summary>
/// <remarks>
/// The instance itself travels to the workers with the default serializer, so it must be an ordinary object without handles. Unmanaged values and
/// arrays of them, delegates and exceptions never pass through it. Called from several threads at once.
/// </remarks>
public interface IPayloadSerializer
{
    /// <summary>Writes one value.</summary>
    /// <typeparam name="T">The declared type: the task's argument, result or shared type.</typeparam>
    /// <param name="destination">Where to write; the bytes are self-delimiting or not, as the serializer likes: the length is kept beside them.</param>
    /// <param name="value">The value; may be <see langword="null"/> where the type allows.</param>
    void Serialize<T>(IBufferWriter<byte> destination, T value);

    /// <summary>Reads a value that <see cref="Serialize"/> wrote in the other process.</summary>
    /// <typeparam name="T">The same type as at the writing end.</typeparam>
    /// <param name="source">Exactly the bytes that were written; valid during the call only.</param>
    T Deserialize<T>(ReadOnlySequence<byte> source);
}
