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

    /// <summary>Workers are copies of one prepared server process. Not available yet.</summary>
    ForkServer = 3,

    /// <summary>Workers are copies of this process. Not available yet.</summary>
    Fork = 4,
}
