namespace Mpire;

/// <summary>The process that made a <see cref="SharedManager"/> has ended, and with it the objects that lived there. Whether the call that met this has
/// run is not known.</summary>
public sealed class ManagerGoneException : MpireException
{
    internal ManagerGoneException(int processId, Exception? cause = null)
        : base(
            $"Process {processId}, which made the SharedManager, has ended or has broken off the conversation, so its objects cannot be reached any more. Make the "
            + "manager in a process that outlives all who use it: as a rule in the program itself.",
            cause) =>
        ProcessId = processId;

    /// <summary>The system's number of the process that is gone.</summary>
    public int ProcessId { get; }
}
