namespace Mpire.Serialization;

/// <summary>A container with its items beside it, to be put in when comparer and keys are whole.</summary>
internal abstract class Fill
{
    /// <summary>The container's type.</summary>
    public abstract Type Type { get; }

    /// <summary>Puts the items in.</summary>
    public abstract void Run();

    /// <summary>Takes them out again.</summary>
    public abstract void Undo();

    /// <summary>Whether the container finds all of them.</summary>
    public abstract bool FindsAll();
}
