namespace Mpire.Managing;

/// <summary>What is said between a user of managed objects and their owner. The frame's sequence is the number of the call.</summary>
internal enum MessageKind : short
{
    /// <summary>To the owner: do this. Object, operation, arguments.</summary>
    Call = 1,

    /// <summary>To the owner: nobody wants the result of this call any more. It is answered none the less.</summary>
    Cancel,

    /// <summary>To the owner: what this call lent is here for good.</summary>
    Kept,

    /// <summary>To the owner: what this call lent could not be read here.</summary>
    Returned,

    /// <summary>From the owner: the result.</summary>
    Result,

    /// <summary>From the owner: the exception.</summary>
    Failed,

    /// <summary>From the owner: the call runs, and what is called later runs later.</summary>
    Started,

    /// <summary>From the owner: the manager is disposed of.</summary>
    Disposed,
}
