namespace Mpire.Workers;

/// <summary>Which chunk runs.</summary>
/// <param name="Number">The worker's chunk number.</param>
/// <param name="First">Index within its job of the chunk's first task.</param>
/// <param name="GoesOn">Whether the tasks behind one that fails are run all the same.</param>
internal readonly record struct ChunkLabel(int Number, long First, bool GoesOn = false);
