namespace Mpire.Engine;

/// <summary>A task function as written for worker processes.</summary>
internal sealed class FunctionDefinition(int id, byte[] bytes, bool isCompared)
{
    public int Id { get; } = id;

    public byte[] Bytes { get; } = bytes;

    /// <summary>Whether workers look what it has changed of what it captured.</summary>
    public bool IsCompared { get; } = isCompared;

    /// <summary>Jobs that use it; kept for a while when none does, because most functions come again.</summary>
    public int Users { get; set; }
}
