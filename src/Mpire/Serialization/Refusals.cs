namespace Mpire.Serialization;

/// <summary>What cannot travel, why, and what to do instead.</summary>
internal static class Refusals
{
    /// <summary>The general remedy.</summary>
    public const string Leave =
        "Create it inside the task or in the worker's init, capture only the values you need, or mark the field [NonSerialized] to leave it out.";

    private const string Lock = "it is a lock or signal of this process";
    private const string Running = "it stands for work that runs in this process";
    private const string Await = "Await it and send its result.";

    /// <summary>Why objects of the type never travel; <see langword="null"/> if nothing is known against it.</summary>
    public static (string Reason, string Remedy)? For(Type type)
    {
        if (type.IsCOMObject)
        {
            return ("it is a COM object", Leave);
        }

        if (SourceNames.IsStateMachine(type))
        {
            return ("it is an iterator or asynchronous method under way", "Send its results: call ToArray() or await it first.");
        }

        for (Type? level = type; level is not null; level = level.BaseType)
        {
            // By name, because this room does not know the pool; its handles and locks would be named instead of it.
            if (level is { Namespace: "Mpire", Name: "WorkerPoolBase`1" })
                return ("a pool belongs to the process that made it", "Make a pool inside the task if it needs one.");

            if (Layout.IsFramework(level.Assembly) && For(level.FullName is { } name && level.IsGenericType ? name.Split('[')[0] : level.FullName) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The error for a value that cannot travel; names the way to it if the writer knows it.</summary>
    public static SerializationException Refuse(GraphWriter writer, Type type, string reason, string remedy)
    {
        string name = NameOf(type);
        if (writer.Path is not { } path)
        {
            return new SerializationException($"A value of type '{name}' cannot be sent to another process: {reason}. {remedy}", null, name);
        }

        string where = path.ToString();
        string what = path.Captured is { } variable
            ? path.CapturedType == type
                ? $"The captured variable '{variable}' of type '{name}'"
                : $"'{where}' of type '{name}', reached through the captured variable '{variable}' of type '{NameOf(path.CapturedType!)}',"
            : $"'{where}' of type '{name}'";
        string at = path.Captured is not null && path.CapturedType == type ? $" (at '{where}')" : "";
        string hint = path.Captured is { } captured
            ? $" If this lambda does not use '{captured}', another lambda of the same block does: the compiler keeps what all of them captured in one object. "
            + "Move this lambda to a static method, or its variables to a block of their own."
            : "";
        return new SerializationException($"{what} cannot be sent to another process{at}: {reason}. {remedy}{hint}", where, name);
    }

    /// <summary>A type as its users call it.</summary>
    public static string NameOf(Type type) => type.FullName is { } full && !type.IsGenericType ? full : type.ToString();

    private static (string Reason, string Remedy)? For(string? name) => name switch
    {
        "System.Threading.Tasks.Task" or "System.Threading.Tasks.TaskScheduler" or "System.Threading.ExecutionContext"
            or "System.Threading.SynchronizationContext" => (Running, Await),
        "System.Threading.Tasks.TaskCompletionSource" or "System.Threading.Tasks.TaskCompletionSource`1" => (Running, Await),
        "System.Threading.Thread" or "System.Threading.Timer" or "System.Threading.PeriodicTimer" or "System.Timers.Timer"
            or "System.Threading.TimerQueueTimer" => (Running, Leave),
        "System.Threading.WaitHandle" or "System.Threading.SemaphoreSlim" or "System.Threading.ManualResetEventSlim"
            or "System.Threading.ReaderWriterLockSlim" or "System.Threading.ReaderWriterLock" or "System.Threading.Lock"
            or "System.Threading.CountdownEvent" or "System.Threading.Barrier" => (Lock, Leave),
        "System.Threading.CancellationTokenSource" or "System.Threading.CancellationTokenRegistration"
            => ("cancelling it here would not be seen there", "Use the token that the worker gives to the task."),
        "System.Threading.ThreadLocal`1" or "System.Threading.AsyncLocal`1" => ("its values belong to threads of this process", Leave),
        "System.WeakReference" or "System.WeakReference`1" or "System.Runtime.CompilerServices.ConditionalWeakTable`2"
            or "System.Runtime.DependentHandle" => ("it refers to what only this process keeps alive", "Send the object itself."),
        "System.Runtime.InteropServices.SafeHandle" or "System.Runtime.InteropServices.CriticalHandle"
            or "System.Runtime.InteropServices.GCHandle" => ("a handle of this process means nothing in another", Leave),
        "System.IO.Stream" => ("a stream belongs to this process", "Send the path or the bytes instead, or open it inside the task."),
        "System.IO.FileSystemWatcher" or "System.Diagnostics.Process" or "System.Net.Sockets.Socket" or "System.Net.Sockets.TcpClient"
            or "System.Net.Sockets.TcpListener" or "System.Net.Sockets.UdpClient" or "System.Net.Http.HttpMessageInvoker"
            or "System.Data.Common.DbConnection" or "System.Runtime.Loader.AssemblyLoadContext"
            => ("it holds resources of this process", Leave),
        _ => null,
    };
}
