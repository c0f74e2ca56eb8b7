namespace Mpire;

/// <summary>
/// A value cannot be written for, or rebuilt in, another process. Raised at the call for what the call itself sends (the task's delegate,
/// shared objects), and as the failure of one task for arguments and results.
/// </summary>
/// <param name="message">Names the member path, the type and the remedy.</param>
/// <param name="path">Where in the graph, such as <c>task.closure.stream</c> or <c>[3].Owner</c>.</param>
/// <param name="offendingType">Full name of the type that cannot travel.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class SerializationException(string message, string? path = null, string? offendingType = null, Exception? innerException = null)
    : MpireException(message, innerException)
{
    /// <summary>Where in the object graph the offending value sits; <see langword="null"/> where it is not known.</summary>
    public string? Path { get; } = path;

    /// <summary>Full name of the type that cannot travel; <see langword="null"/> where it is not known.</summary>
    public string? OffendingType { get; } = offendingType;

    /// <summary>Whether the value would do nothing in a copy of the process either, and a task that waits for it might wait for ever.</summary>
    internal bool IsUselessInCopy { get; init; }
}
