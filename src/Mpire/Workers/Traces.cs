using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Mpire.Workers;

/// <summary>Activities, which are a matter of an assembly of their own: a program that does not trace never loads it.</summary>
internal static class Traces
{
    private const string Home = "System.Diagnostics.DiagnosticSource";

    private static volatile bool _isLoaded;
    private static int _isListening;

    /// <summary>The caller's activity, if there is one.</summary>
    public static object? Current => IsLoaded ? Read() : null;

    private static bool IsLoaded => _isLoaded || (_isListening == 0 && Listen());

    /// <summary>How an activity is called in other processes; <see langword="null"/> if it has no such name.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static (string? Id, string? State) IdOf(object activity) =>
        activity is Activity { IdFormat: ActivityIdFormat.W3C } traced ? (traced.Id, traced.TraceStateString) : (null, null);

    /// <summary>Makes an activity of this process the current one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Enter(object activity) => Activity.Current = (Activity)activity;

    /// <summary>Makes a stand-in of another process's activity the current one, with the same ids: what a task starts is the caller's child.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Enter(string id, string? state)
    {
        // Never disposed: it is current while there are tasks of the call, and its end is the caller's to tell.
#pragma warning disable CA2000
        var activity = new Activity("Mpire");
#pragma warning restore CA2000
        activity.SetParentId(id);
        activity.TraceStateString = state;
        activity.Start();
        try
        {
            SpanOf(activity) = activity.ParentSpanId.ToHexString();
            NameOf(activity) = null;
        }
        catch (MissingFieldException)
        {
            // Then what a task starts is a grandchild.
        }
    }

    /// <summary>There is no activity from now on.</summary>
    public static void Leave()
    {
        if (IsLoaded) Clear();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    [SuppressMessage("Performance", "CA1859", Justification = "Whoever calls it names no activity, and so does not load where they live.")]
    private static object? Read() => Activity.Current;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Clear() => Activity.Current = null;

    private static bool Listen()
    {
        // Before looking, lest it be loaded in between.
        if (Interlocked.Exchange(ref _isListening, 1) == 0)
            AppDomain.CurrentDomain.AssemblyLoad += static (_, loaded) => _isLoaded |= loaded.LoadedAssembly.GetName().Name == Home;
        if (Array.Exists(AppDomain.CurrentDomain.GetAssemblies(), static assembly => assembly.GetName().Name == Home)) _isLoaded = true;
        return _isLoaded;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanOf(Activity activity);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_id")]
    private static extern ref string? NameOf(Activity activity);
}
