using System.Runtime.Versioning;
using Mpire.Interop;
using Mpire.Interop.Linux;

namespace Mpire.Starting;

/// <summary>While it exists the calling thread, and so every process it creates, is limited to some processors.</summary>
[SupportedOSPlatform("linux")]
internal readonly struct ProcessorLimit : IDisposable
{
    private const int Einval = 22;

    private readonly ulong[] _before;

    private ProcessorLimit(ulong[] before) => _before = before;

    /// <summary>Sets it. Without ids it is the limit of the process's first thread, not the one this thread happened to be created with.</summary>
    /// <exception cref="WorkerStartException">A processor does not exist or cannot be used by this process.</exception>
    public static ProcessorLimit OnThisThread(IReadOnlyList<int>? cpuIds)
    {
        var before = Affinity.Get(0);
        if (cpuIds is null)
        {
            var whole = Affinity.Get(Environment.ProcessId);
            if (!whole.AsSpan().SequenceEqual(before)) Apply(whole);
            return new ProcessorLimit(before);
        }

        if (cpuIds.Count == 0) throw new ArgumentException("A worker needs at least one processor.", nameof(cpuIds));
        foreach (var id in cpuIds)
        {
            if (id is < 0 or >= Affinity.IdLimit) throw Refuse(cpuIds, id);
        }

        var error = Affinity.Set(Affinity.ToMask(cpuIds));
        if (error == Einval) throw Refuse(cpuIds, cpuIds[0]);
        if (error != 0) throw NativeError.Exception("sched_setaffinity", error);

        // The kernel drops, without a word, what the machine or its container does not have.
        var effective = Affinity.Get(0);
        foreach (var id in cpuIds)
        {
            if (Affinity.Has(effective, id)) continue;
            Apply(before);
            throw Refuse(cpuIds, id);
        }

        return new ProcessorLimit(before);
    }

    /// <inheritdoc/>
    public void Dispose() => Apply(_before);

    // Should a container have lost these processors in the meantime, the thread stays where it is; each start sets its own limit anyway.
    private static void Apply(ulong[] mask) => _ = Affinity.Set(mask);

    private static WorkerStartException Refuse(IReadOnlyList<int> cpuIds, int id) =>
        new($"Processor {id} of the asked-for [{string.Join(", ", cpuIds)}] does not exist here or is not open to this process. "
            + "Choose from those in /proc/self/status under Cpus_allowed_list.", -1, innerException: null);
}
