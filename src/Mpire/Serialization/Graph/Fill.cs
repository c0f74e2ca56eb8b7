namespace Mpire.Serialization;

/// <summary>What is to be done with an object when others are whole: a container with its items beside it, to be put in; or a callback.</summary>
internal abstract class Fill
{
    /// <summary>The object's type.</summary>
    public abstract Type Type { get; }

    /// <summary>Whether it cannot be undone and tried again.</summary>
    public virtual bool IsOnce => false;

    /// <summary>What comes after it for the same object.</summary>
    public Fill? Next { get; set; }

    /// <summary>Does it: puts the items in.</summary>
    public abstract void Run();

    /// <summary>Takes them out again.</summary>
    public virtual void Undo()
    {
    }

    /// <summary>Whether the container finds all of them.</summary>
    public virtual bool FindsAll() => true;

    /// <summary>Does what waits for all objects that refer to each other.</summary>
    public virtual void Finish()
    {
    }
}
