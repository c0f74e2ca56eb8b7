using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mpire.Workers;

/// <summary>The argument of a call without arguments. One byte, so that counts and lengths stay honest on the wire.</summary>
[StructLayout(LayoutKind.Sequential, Size = 1)]
internal struct NoArgument;

/// <summary>The result of a function without result.</summary>
[StructLayout(LayoutKind.Sequential, Size = 1)]
internal struct NoResult;

/// <summary>Checks that run before anything starts.</summary>
internal static class Required
{
    private static readonly ConditionalWeakTable<MethodInfo, object> Awaitable = [];

    /// <summary>A task must be given. The exception names the public parameter.</summary>
    public static TDelegate Delegate<TDelegate>(TDelegate? task, string name = "task")
        where TDelegate : class => task ?? throw new ArgumentNullException(name);

    /// <summary>As <see cref="Delegate"/>, for a task without result: nobody could await an <c>async void</c> method.</summary>
    public static TDelegate Action<TDelegate>(TDelegate? task)
        where TDelegate : Delegate
    {
        var method = Delegate(task).Method;
        if (Awaitable.TryGetValue(method, out _)) return task!;
        if (method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false))
        {
            throw new ArgumentException(
                $"'{method.Name}' is async and returns nothing, so nobody can await it. Let it return Task: pass the lambda to the call itself, or declare "
                + "its variable as a Func that returns Task.",
                nameof(task));
        }

        Awaitable.AddOrUpdate(method, method);
        return task!;
    }
}
