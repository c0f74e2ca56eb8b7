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
        var ticket = Interlocked.Increment(ref header->LastTicket);
        Volatile.Write(ref header->Tickets[Slot(ticket)], ticket);
        return ticket;
    }

    public static void Arrived(SharedHeader* header, long ticket) =>
        Interlocked.CompareExchange(ref header->Tickets[Slot(ticket)], 0, ticket);

    public static bool IsUnderWay(SharedHeader* header, long ticket) => Volatile.Read(ref header->Tickets[Slot(ticket)]) == ticket;

    private static int Slot(long ticket) => (int)((ulong)ticket % SharedHeader.TicketSlots);
}
