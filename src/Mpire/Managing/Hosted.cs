namespace Mpire.Managing;

/// <summary>An object in the process that made the manager, as calls reach it.</summary>
internal abstract class Hosted
{
    /// <summary>What can be asked of it; both ends have the same list.</summary>
    public abstract IReadOnlyList<Operation> Operations { get; }

    /// <summary>The manager is disposed of: whoever waits in the object is sent away.</summary>
    public virtual void End()
    {
    }
}

/// <summary>Something that was handed out, and is not gone for good until it has arrived.</summary>
internal interface ILoan
{
    /// <summary>It has arrived.</summary>
    void Keep();

    /// <summary>It never will.</summary>
    void Return();
}

/// <summary>A result that may be a loan, as who receives it sees it.</summary>
internal interface ILent
{
    /// <summary>Whether it is one, so that its arrival must be told.</summary>
    bool IsLent { get; }
}

/// <summary>A result that may be a loan, as the owner sees it.</summary>
internal interface ILent<THost> : ILent
{
    /// <summary>The loan, if there is one.</summary>
    ILoan? LoanFrom(THost host);
}
