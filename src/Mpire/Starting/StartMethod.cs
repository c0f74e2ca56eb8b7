namespace Mpire;

/// <summary>How workers come to life. What differs between them is listed at <see cref="StartMethods"/>.</summary>
public enum StartMethod
{
    /// <summary>What suits most programs: <see cref="Spawn"/>.</summary>
    Default = 0,

    /// <summary>Each worker is a process of its own: this program run again, entered before its <c>Main</c>. All platforms.</summary>
    Spawn = 1,

    /// <summary>Workers are threads of this process: quickest to start, shared objects are the very same objects, but a task that crashes
    /// takes the program with it and one that hangs cannot be ended. All platforms.</summary>
    Threading = 2,

    /// <summary>Workers are copies of one prepared process, the fork server: this program run again, which reads the shared objects once and then forks
    /// each worker in milliseconds. Workers share all that it holds and copy only what they change. Linux with glibc 2.34 or later; where it cannot work
    /// it is refused with a reason. See docs/start-methods.md.</summary>
    ForkServer = 3,

    /// <summary>Workers are copies of this very process: they have all its objects, and copy only what they change. The program has to prepare itself, see
    /// <see cref="StartMethods.PrepareFork"/>, and may have no thread but its first when a worker is started. Linux with glibc 2.34 or later. See
    /// docs/start-methods.md.</summary>
    Fork = 4,
}
