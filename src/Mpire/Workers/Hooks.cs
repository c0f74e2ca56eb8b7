using System.Runtime.CompilerServices;

namespace Mpire.Workers;

/// <summary>Brings hooks into the one shape that travels. The adapters are classes with a field, not lambdas, so that a refusal's path reads as
/// the user's own.</summary>
internal static class Hooks
{
    public static Func<Worker<TShared>, TState> Init<TShared, TState>(Func<Worker, TState> init) => Required.Delegate(init);

    public static Func<TWorker, object?> Exit<TWorker, TExit>(Func<TWorker, TExit> exit)
    {
        TaskResults.RefuseKept<TExit>("The exit result", nameof(exit));
        return new Returning<TWorker, TExit>(Required.Delegate(exit)).Run;
    }

    public static Func<TWorker, object?> Exit<TWorker>(Action<TWorker> exit)
    {
        RefuseAsync(Required.Delegate(exit), nameof(exit));
        return new Silent<TWorker>(exit).Run;
    }

    /// <summary>Refuses an asynchronous hook without a result, which would go on behind the worker's back.</summary>
    /// <exception cref="ArgumentException">It is one.</exception>
    public static void RefuseAsync(Delegate? hook, string parameter)
    {
        if (hook is null || hook.Method.ReturnType != typeof(void) || !hook.Method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false)) return;
        throw new ArgumentException(
            $"The {parameter} hook is asynchronous, and hooks are not awaited: the worker would go on before it has ended. Wait for it inside: "
            + ".GetAwaiter().GetResult() holds up nobody else in a worker.",
            parameter);
    }

    private sealed class Returning<TWorker, TExit>(Func<TWorker, TExit> exit)
    {
        private readonly Func<TWorker, TExit> _exit = exit;

        public object? Run(TWorker worker) => _exit(worker);
    }

    private sealed class Silent<TWorker>(Action<TWorker> exit)
    {
        private readonly Action<TWorker> _exit = exit;

        public object? Run(TWorker worker)
        {
            _exit(worker);
            return default(NoResult);
        }
    }
}
