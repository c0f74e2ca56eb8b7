using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>A task function as written for worker processes.</summary>
internal sealed class FunctionDefinition(int id, byte[] bytes, bool isCompared)
{
    public int Id { get; } = id;

    public byte[] Bytes { get; private set; } = bytes;

    /// <summary>The function itself, which workers that are copies of this process may have been born with; <see langword="null"/> for one that is written.</summary>
    public TaskFunction? Inherited { get; init; }

    /// <summary>Whether workers look what it has changed of what it captured.</summary>
    public bool IsCompared { get; } = isCompared;

    /// <summary>Jobs that use it; kept for a while when none does, because most functions come again.</summary>
    public int Users { get; set; }

    /// <summary>Writes it for a worker that was there before it.</summary>
    /// <param name="lost">As with <see cref="WrittenFunctions"/>.</param>
    /// <exception cref="SerializationException">It cannot travel.</exception>
    public void Write(LostChanges lost)
    {
        if (Inherited is { } function && Bytes.Length == 0) Bytes = WrittenFunctions.Get(function, lost);
    }
}
