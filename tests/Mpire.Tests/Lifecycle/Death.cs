namespace Mpire.Tests.Lifecycle;

/// <summary>How a task ends its process.</summary>
public enum Death
{
    Exit,
    FailFast,
    StackOverflow,
    Kill,
    Terminate,
    NativeFault,
    OtherThread,

    /// <summary>Kill, while a process that the task started lives on.</summary>
    KillWithChild,
}
