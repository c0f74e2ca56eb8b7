namespace Mpire.Serialization;

/// <summary>What cannot travel, why, and what to do instead.</summary>
internal static class Refusals
{
    /// <summary>The general remedy.</summary>
    public const string Leave =
        "Create it inside the task or in the worker's init, capture only the values you need, or mark the field [NonSerialized] to leave it out.";

    /// <summary>Why a token does not travel.</summary>
    public const string Cancelling = "cancelling it here would not be seen there";

    private const string Handlers = "its handlers run in this process only";
    private const string Pool = "a pool belongs to the process that made it";
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

        if (LazySequences.For(type) is { } lazy)
        {
            return lazy;
        }

        for (Type? level = type; level is not null; level = level.BaseType)
        {
            // By name, because this room does not know the pool; its handles and locks would be named instead of it.
            if (level is { Namespace: "Mpire", Name: "WorkerPoolBase`1" })
                return (Pool, "Make a pool inside the task if it needs one.");

            if (Layout.IsFramework(level.Assembly) && For(level.FullName is { } name && level.IsGenericType ? name.Split('[')[0] : level.FullName) is { } found
                && (level.Name != "SearchValues`1" || level.GenericTypeArguments is [var searched] && searched == typeof(string)))
            {
                return found;
            }
        }

        return Configuration(type) ?? Owners.For(type);
    }

    /// <summary>The error for a value that cannot travel; names the way to it if the writer knows it.</summary>
    public static SerializationException Refuse(GraphWriter writer, Type type, string reason, string remedy)
    {
        string name = NameOf(type);
        if (writer.Path is not { } path)
        {
            return new SerializationException($"A value of type '{name}' cannot be sent to another process: {reason}. {remedy}", null, name)
            {
                IsUselessInCopy = IsUseless(reason),
            };
        }

        if (path.Hidden is { } hidden)
        {
            return Refuse(writer, hidden.Owner, hidden.Path, $"inside it is a value of type '{name}', and {reason}", Leave);
        }

        return Refuse(writer, type, path, reason, remedy);
    }

    /// <summary>A type as its users call it.</summary>
    public static string NameOf(Type type) => type.FullName is { } full && !type.IsGenericType ? full : type.ToString();

    private static SerializationException Refuse(GraphWriter writer, Type type, PathNode path, string reason, string remedy)
    {
        string name = NameOf(type);
        string where = path.ToString();
        string what = path.Captured is { } variable
            ? path.CapturedType == type
                ? $"The captured variable '{variable}' of type '{name}'"
                : $"'{where}' of type '{name}', reached through the captured variable '{variable}' of type '{NameOf(path.CapturedType!)}',"
            : $"'{where}' of type '{name}'";
        string at = path.Captured is not null && path.CapturedType == type ? $" (at '{where}')" : "";
        string hint = path.Captured is { } captured && writer.Closures.SendsAll
            ? $" What this lambda reads could not be told from its code. If it does not use '{captured}', another lambda of the same block does: the compiler keeps "
            + "what all of them captured in one object. Move this lambda to a static method, or its variables to a block of their own."
            : "";
        return new SerializationException($"{what} cannot be sent to another process{at}: {reason}. {remedy}{hint}", where, name) { IsUselessInCopy = IsUseless(reason) };
    }

    // What a thread of this process has to do something about: in a copy of it nobody does.
    private static bool IsUseless(string reason) =>
        Array.Exists((string[])[Cancelling, Running, Lock, Handlers, Pool], because => reason.EndsWith(because, StringComparison.Ordinal));

    // By name, because the library knows nothing of that package.
    private static (string Reason, string Remedy)? Configuration(Type type) =>
        type.GetInterface("Microsoft.Extensions.Configuration.IConfiguration") is not null
            || type.GetInterface("Microsoft.Extensions.Primitives.IChangeToken") is not null
            ? ("it follows changes of its sources in this process", "Send the values: bind them to an object with Get<T>(), or send AsEnumerable() as a dictionary.")
            : null;

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
            => (Cancelling, "Use the token that the worker gives to the task."),
        "System.Threading.ThreadLocal`1" or "System.Threading.AsyncLocal`1" => ("its values belong to threads of this process", Leave),
        "System.WeakReference" or "System.WeakReference`1" or "System.Runtime.CompilerServices.ConditionalWeakTable`2"
            or "System.Runtime.DependentHandle" => ("it refers to what only this process keeps alive", "Send the object itself."),
        "System.Runtime.InteropServices.SafeHandle" or "System.Runtime.InteropServices.CriticalHandle"
            or "System.Runtime.InteropServices.GCHandle" => ("a handle of this process means nothing in another", Leave),
        "System.IO.Stream" => ("a stream belongs to this process", "Send the path or the bytes instead, or open it inside the task."),
        "System.Random" => (
            "every worker would draw the same numbers from its copy", "Use Random.Shared in the task, or send a seed with each task and make the Random there."),
        "System.Progress`1" => (
            Handlers, "Report where the results arrive, for example in a loop over MapUnordered, or let the pool report progress."),
        "System.Data.DataTable" or "System.Data.DataSet" or "System.Data.DataRow" or "System.Data.DataView" or "System.Data.DataRowView"
            or "System.Data.DataColumn" or "System.Data.DataRelation" or "System.Data.Constraint"
            => ("its tables, rows and columns are bound to each other in this process", "Send the values, such as each row's ItemArray, or the XML that "
                + "WriteXml gives with its schema."),
        "System.Data.Common.DbDataReader" => ("it reads from a connection of this process", "Read it to its end and send the values."),
        "System.Buffers.SearchValues`1" => (
            "it is made for the processor it was made on",
            "Send the values to search for, and create it in the worker: a static readonly field of the task's class is best."),
        "System.Text.Json.Serialization.JsonSerializerContext" or "System.Text.Json.Serialization.Metadata.JsonTypeInfo"
            => ("it keeps code made at run time", "Use the context's static Default in the task."),
        "System.Xml.XmlNode" => ("it depends on tables of this process", "Send its OuterXml, or use XElement."),
        "System.Xml.XmlNameTable" or "System.Xml.XmlNamespaceManager" or "System.Xml.Schema.XmlSchemaSet" or "System.Xml.Schema.XmlSchemaObject"
            or "System.Xml.XPath.XPathNavigator" or "System.Xml.XPath.XPathDocument"
            => ("it depends on tables of this process", "Send the text it is made from, and make it in the worker."),
        "System.Xml.XmlReader" or "System.Xml.XmlWriter" or "System.Text.Json.Utf8JsonWriter"
            => ("it reads or writes something of this process", "Send the text or the bytes, and make it in the task."),
        "System.Net.Http.HttpRequestMessage" or "System.Net.Http.HttpResponseMessage" or "System.Net.Http.HttpContent"
            or "System.Net.Http.Headers.HttpHeaders"
            => ("it depends on tables of this process", "Send the method, the address and the bytes, and make it in the task."),
        "System.Diagnostics.Activity" => ("it belongs to the trace of this process", "Send its Context, and start another with that as its parent."),
        "System.Diagnostics.ActivitySource" or "System.Diagnostics.ActivityListener" or "System.Diagnostics.Metrics.Meter"
            or "System.Diagnostics.Metrics.Instrument" or "System.Diagnostics.DiagnosticListener"
            => ("its listeners are in this process", "Keep it in a static readonly field, which each process has."),
        "System.Numerics.Tensors.Tensor`1" => ("its layout is kept in numbers of the size of a pointer", "Send its values as an array, with its lengths."),
        "System.IO.FileSystemWatcher" or "System.Diagnostics.Process" or "System.Net.Sockets.Socket" or "System.Net.Sockets.TcpClient"
            or "System.Net.Sockets.TcpListener" or "System.Net.Sockets.UdpClient" or "System.Net.Http.HttpMessageInvoker"
            or "System.Data.Common.DbConnection" or "System.Runtime.Loader.AssemblyLoadContext"
            => ("it holds resources of this process", Leave),
        _ => null,
    };
}
