namespace Mpire.Workers;

/// <summary>What a worker process knows when it comes to life.</summary>
/// <param name="workerId">0 … workers-1.</param>
/// <param name="parentProcessId">The process that started it.</param>
/// <param name="address">Where its end of the road is; the transport's own text.</param>
/// <param name="endEverything">Ends this process and what it started, without ado.</param>
internal readonly struct WorkerBirth(int workerId, int parentProcessId, string address, Action endEverything)
{
    /// <summary>0 … workers-1; a replacement has the id of the worker it replaces.</summary>
    public int WorkerId { get; } = workerId;

    /// <summary>The process that started it.</summary>
    public int ParentProcessId { get; } = parentProcessId;

    /// <summary>Where its end of the road is.</summary>
    public string Address { get; } = address;

    /// <summary>Ends this process and what it started, without ado: for when the parent is gone.</summary>
    public Action EndEverything { get; } = endEverything;
}
