namespace Mpire.Workers;

/// <summary>Which chunk runs.</summary>
/// <param name="Number">The worker's chunk number.</param>
/// <param name="First">Index within its job of the chunk's first task.</param>
internal readonly record struct ChunkLabel(int Number, long First);
