using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Mpire.Forking;

/// <summary>The private parts of the framework that a forked process must reach: what it remembers of its process, and how it ends in good order.</summary>
internal static class RuntimeParts
{
    private static readonly Action? EndInGoodOrder = FindEnd();

    /// <summary>Whether this runtime has them; a server without them forks nothing.</summary>
    public static bool AreThere()
    {
        try
        {
            _ = ExitHandlers(AppDomain.CurrentDomain);
            _ = UnloadHandlers(AssemblyLoadContext.Default);
            return EndInGoodOrder is not null && (ProcessId(null) is 0 || ProcessId(null) == Environment.ProcessId);
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    /// <summary>In a copy: what its original wanted to do at its end is no business of a copy, which would remove the original's files.</summary>
    public static void ForgetExitHandlers()
    {
        ExitHandlers(AppDomain.CurrentDomain) = null;
        foreach (var context in AssemblyLoadContext.All) UnloadHandlers(context) = null;
    }

    /// <summary>Lets <see cref="Environment.ProcessId"/> ask again; it would go on telling the server's.</summary>
    public static void ForgetProcessId() => ProcessId(null) = 0;

    /// <summary>Runs the handlers of <see cref="AppDomain.ProcessExit"/> and what else is due before a process ends.</summary>
    public static void RunExitHandlers() => EndInGoodOrder!();

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_processId")]
    private static extern ref int ProcessId([UnsafeAccessorType("System.Environment, System.Private.CoreLib")] object? none);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "ProcessExit")]
    private static extern ref EventHandler? ExitHandlers(AppDomain domain);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_unloading")]
    private static extern ref Action<AssemblyLoadContext>? UnloadHandlers(AssemblyLoadContext context);

    private static Action? FindEnd() =>
        typeof(AppContext).GetMethod("OnProcessExit", BindingFlags.NonPublic | BindingFlags.Static, [])?.CreateDelegate<Action>();
}
