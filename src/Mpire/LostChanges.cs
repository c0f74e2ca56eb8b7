namespace Mpire;

/// <summary>What becomes of a task that changes an object which it captured, where workers are processes: a copy changes, which nobody else sees.</summary>
public enum LostChanges
{
    /// <summary>The first worker that notices is told of: one line on standard error per function and pool, and an event of the source <c>Mpire</c>.</summary>
    Warn,

    /// <summary>Nobody looks, and a task may write to the variables that it captured, which is refused otherwise: each worker has its own, a cache for example.</summary>
    Ignore,

    /// <summary>The call fails, and so does each later one of that function on this pool. A worker then looks before it hands over the results of its first chunk.</summary>
    Refuse,
}
