namespace Mpire.Workers;

/// <summary>What a worker is about, as its board says.</summary>
internal enum WorkerPhase
{
    /// <summary>It comes to life, waits, or runs tasks.</summary>
    Work,

    /// <summary>It runs the init hook, before its first task.</summary>
    Init,

    /// <summary>It runs the exit hook.</summary>
    Exit,
}
