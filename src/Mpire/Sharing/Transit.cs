namespace Mpire.Sharing;

/// <summary>
/// Handles that were written and have not been read: kept in the memory itself, where both ends see them. What is written once may be read many
/// times (shared objects) or never (its worker was killed), so this only tells how long a sender should wait before it closes the way.
/// </summary>
internal static unsafe class Transit
{
    /// <summary>Notes a handle that is sent now. Of more than there are slots the oldest counts as arrived.</summary>
    public static long Depart(SharedHeader* header)
    {
        var passage = Interlocked.Increment(ref header->LastPassage);
        Volatile.Write(ref header->Passages[Slot(passage)], passage);
        return passage;
    }

    public static void Arrived(SharedHeader* header, long passage) =>
        Interlocked.CompareExchange(ref header->Passages[Slot(passage)], 0, passage);

    public static bool IsUnderWay(SharedHeader* header, long passage) => Volatile.Read(ref header->Passages[Slot(passage)]) == passage;

    private static int Slot(long passage) => (int)((ulong)passage % SharedHeader.PassagesAtOnce);
}
