namespace Mpire.Engine;

/// <summary>A task function as written for worker processes.</summary>
internal sealed class FunctionDefinition(int id, byte[] bytes)
{
    public int Id { get; } = id;

    public byte[] Bytes { get; } = bytes;

    /// <summary>Jobs that use it; kept for a while when none does, because most functions come again.</summary>
    public int Users { get; set; }
}
