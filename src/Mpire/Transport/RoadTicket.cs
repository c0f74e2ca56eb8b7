namespace Mpire.Transport;

/// <summary>
/// What a worker that is about to start needs to reach its end of a road. Dispose it once the worker's process exists: it closes the worker's
/// ends in the calling process, without which the death of the worker would not be noticed.
/// </summary>
internal abstract class RoadTicket : IDisposable
{
    /// <summary>Where the worker finds its end (see <see cref="Road.OpenWorkerEnd"/>): short text for an environment variable.</summary>
    public abstract string Address { get; }

    /// <summary>Descriptors that the worker's process must have under the same numbers. All are closed on exec unless passed on.</summary>
    public abstract IReadOnlyList<int> Descriptors { get; }

    /// <summary>Gives the descriptors away to a worker's end that is opened in this very process: <see cref="Dispose"/> leaves them alone.
    /// </summary>
    public abstract void HandOver();

    /// <inheritdoc/>
    public abstract void Dispose();
}
