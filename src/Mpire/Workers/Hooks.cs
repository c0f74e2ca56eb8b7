namespace Mpire.Workers;

/// <summary>Brings hooks into the one shape that travels. The adapters are classes with a field, not lambdas, so that a refusal's path reads as
/// the user's own.</summary>
internal static class Hooks
{
    public static Func<Worker<TShared>, TState> Init<TShared, TState>(Func<Worker, TState> init) => Required.Delegate(init);

    public static Func<Worker<TShared, TState>, object?> Exit<TShared, TState, TExit>(Func<Worker<TShared, TState>, TExit> exit) =>
        new Returning<Worker<TShared, TState>, TExit>(Required.Delegate(exit)).Run;

    public static Func<Worker<TShared, TState>, object?> Exit<TShared, TState>(Action<Worker<TShared, TState>> exit) =>
        new Silent<Worker<TShared, TState>>(Required.Delegate(exit)).Run;

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
