using System.Globalization;

namespace Mpire.Workers;

/// <summary>
/// The context in which a worker's thread runs its tasks: what it has of its own, and of the call what is in <see cref="CallContext"/>. Each chunk begins with
/// it, whatever the tasks before have set: a culture, an activity, any <see cref="AsyncLocal{T}"/>.
/// </summary>
/// <param name="hasProcess">Whether the process is the worker's alone, and so what holds for all threads.</param>
internal sealed class WorkerContext(bool hasProcess)
{
    private ExecutionContext? _own;
    private ExecutionContext? _entered;
    private CallContext? _call;
    private CallContext? _first;
    private CultureInfo? _culture;
    private CultureInfo? _uiCulture;
    private bool _keepsCultures;
    private bool _ownHasTrace;

    /// <summary>Before a chunk.</summary>
    public void Enter(CallContext? call)
    {
        if (_entered is null || !ReferenceEquals(call, _call)) Change(call);
        else if (!ReferenceEquals(ExecutionContext.Capture(), _entered)) ExecutionContext.Restore(_entered);
    }

    /// <summary>Runs the init hook as the call's tasks are run. A culture that it sets is the worker's from then on, and so is any <see cref="AsyncLocal{T}"/>.</summary>
    public void Init(CallContext? call, WorkerProgram program, Worker worker)
    {
        _first = call;
        if (!program.HasInit) return;
        Enter(call);
        var before = Cultures();
        program.Init(worker);
        _keepsCultures = Cultures() != before;
        if (ReferenceEquals(ExecutionContext.Capture(), _entered)) return;
        _own = ExecutionContext.Capture();
        _ownHasTrace = call?.Trace is not null || call?.Activity is not null;
        _entered = null;
    }

    /// <summary>Before the exit hook, which runs as the init hook did.</summary>
    public void Exit() => Enter(_first);

    // The four of the call's context, where they are not the environment's.
    private (CultureInfo?, CultureInfo?, (CultureInfo?, CultureInfo?)) Cultures() =>
        SetCultures.IsAny
            ? (SetCultures.UnlessDefault(CultureInfo.CurrentCulture),
                SetCultures.UnlessDefaultForTexts(CultureInfo.CurrentUICulture),
                hasProcess ? SetCultures.OfThreads : default)
            : default;

    private void Change(CallContext? call)
    {
        _own ??= ExecutionContext.Capture()!;
        ExecutionContext.Restore(_own);
        if (!_keepsCultures) SetCulturesOf(call);
        if (call?.Activity is { } activity) Traces.Enter(activity);
        else if (call?.Trace is { } trace) Traces.Enter(trace, call.TraceState);
        else if (_ownHasTrace) Traces.Leave();
        _entered = ExecutionContext.Capture();
        _call = call;
    }

    private void SetCulturesOf(CallContext? call)
    {
        if (_culture is null)
        {
            if (call is not { HasCultures: true }) return;
            (_culture, _uiCulture) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        }

        CultureInfo.CurrentCulture = call?.Culture ?? _culture;
        CultureInfo.CurrentUICulture = call?.UICulture ?? _uiCulture!; // set together
        if (hasProcess) SetCultures.OfThreads = (call?.ThreadCulture, call?.ThreadUICulture);
    }
}
