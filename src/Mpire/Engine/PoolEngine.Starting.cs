using System.Buffers;
using Mpire.Starting;

namespace Mpire.Engine;

// How the engine's places are filled.
internal sealed partial class PoolEngine
{
    private static IReadOnlyDictionary<string, string?> NoVariables { get; } = new Dictionary<string, string?>();

    /// <summary>How many workers may come to life at one time; see <see cref="Births"/>.</summary>
    public int MostBirths => _starter?.MostBirths ?? int.MaxValue;

    /// <summary>Starts as many workers as a call will need at least, while the call is still being prepared: a process takes longer to start than
    /// anything else that a first call does. Those that are more than may come to life at one time are started with their chunks.</summary>
    /// <param name="count">How many chunks there will be, or fewer.</param>
    /// <param name="expected">The call's function, where it is known already.</param>
    public void StartAhead(long count, (object Kind, byte[] Bytes)? expected = null)
    {
        if (UsesThreads || Abandonment.IsForeign(this)) return;
        lock (Gate)
        {
            if (_disposed || _map is not null || MustWaitForThreadPool() || Array.Exists(Slots, slot => slot.Link is not null && slot.SetupVersion != Setup!.Version)) return;
            if (expected is { } function) Expect(function.Kind, function.Bytes);

            // They are for the job that is about to be opened.
            StartEmpty(count, JobsOpened + 1);
        }
    }

    private void StartEmpty(long count, long bornFor)
    {
        var started = new List<WorkerSlot>();
        for (var id = 0; id < Slots.Length && id < count && started.Count < MostBirths; id++)
        {
            if (Slots[id].Link is null) started.Add(Slots[id]);
        }

        if (!HasWorkers) ExitResults.Clear();

        try
        {
            // All processes first: what they are told is made while they come to life.
            StartProcesses(started, bornFor);
            foreach (var slot in started) PostSetup(slot);
        }
        catch
        {
            // A worker that does not know what it is for would take chunks all the same.
            foreach (var slot in started)
            {
                if (slot.Link is not null && !NewWorkers.Contains(slot)) Discard(slot);
            }

            throw;
        }
    }

    /// <summary>Puts an empty slot's worker to life, under the gate.</summary>
    public void StartWorker(WorkerSlot slot)
    {
        var setup = Setup!;
        if (UsesThreads)
        {
            slot.Fill(new ThreadLink(this, slot.Id, Slots.Length, setup.Program, setup.Shared, Waits.Wake, thread => Pin(slot.Id)), setup.Version, JobsOpened);

            // What it has said before it had its place was heard by nobody, and one that cannot come to life says no more.
            Waits.Wake();
            TellStart(slot);
            return;
        }

        StartProcess(slot, JobsOpened);
        PostSetup(slot);
    }

    /// <summary>Tells the starter of a function, under the gate: workers that are born from now on may be born ready for it.</summary>
    public void Expect(object kind, byte[] function)
    {
        if (_starter is not { TakesSetup: true } starter) return;
        TakeSetup(starter);
        starter.Expect(kind, function);
    }

    /// <summary>Lets workers be born with a function's code warm, where they can be.</summary>
    public void WarmUp(byte[] function, ReadOnlySequence<byte> samples, int count)
    {
        ThrowIfForeign();
        lock (Gate)
        {
            ThrowIfUnusable(null);
            if (_starter is not { TakesSetup: true } starter) return;
            TakeSetup(starter);
            Refusable(() => starter.WarmUp(function, samples, count));
        }
    }

    private void TakeSetup(IWorkerStarter starter)
    {
        var written = Setup!.Written.AsSequence();
        Refusable(() => starter.TakeSetup(Setup.Version, written, Setup.Shared is not null));
    }

    // The system's refusals in words that name the limit.
    private static void Refusable(Action start)
    {
        try
        {
            start();
        }
        catch (Exception error) when (StartFailure.Is(error))
        {
            throw StartFailure.Describe("The pool could not prepare its workers' start", error);
        }
    }

    private void StartProcesses(List<WorkerSlot> slots, long bornFor)
    {
        if (!InheritsSetup || slots.Count == 0)
        {
            foreach (var slot in slots) StartProcess(slot, bornFor);
            return;
        }

        _starter!.Inherit(Setup!.Inherited!);
        var handles = Startable(slots[0].Id, () => _starter.StartTogether(slots.ConvertAll(Info)));
        for (var i = 0; i < handles.Count; i++) Fill(slots[i], handles[i], bornFor);
    }

    private void StartProcess(WorkerSlot slot, long bornFor)
    {
        if (_starter!.TakesSetup) TakeSetup(_starter);
        if (InheritsSetup) _starter.Inherit(Setup!.Inherited!);
        Fill(slot, Startable(slot.Id, () => _starter.Start(Info(slot))), bornFor);
    }

    // As Refusable, of a worker.
    private static T Startable<T>(int workerId, Func<T> start)
    {
        try
        {
            return start();
        }
        catch (Exception error) when (StartFailure.Is(error))
        {
            throw StartFailure.Describe(workerId, error);
        }
    }

    private WorkerStartInfo Info(WorkerSlot slot) =>
        new(slot.Id, Options.CpuIds?.ForWorker(slot.Id), Options.Environment ?? NoVariables) { Workers = Slots.Length };

    private void Fill(WorkerSlot slot, IWorkerHandle handle, long bornFor)
    {
        if (Slots.Length + 1 > MostSpinners) handle.Channel.WorkerSpinMicroseconds = 0;
        slot.Fill(new ProcessLink(handle, Waits, Setup!.Codec, Options.LostChanges), Setup.Version, bornFor, InheritsSetup ? Functions.Newest : 0);
        if (Options.WorkerMemoryLimit is { } limit) handle.Channel.Board.SetMemoryLimit(limit);
        TellStart(slot);
    }

    private void TellStart(WorkerSlot slot)
    {
        PoolEventSource.Open();
        PoolEventSource.Listened?.WorkerStarted(Number, slot.Id, slot.Link!.ProcessId);
    }

    private void PostSetup(WorkerSlot slot)
    {
        try
        {
            var isInherited = _starter!.TakesSetup || InheritsSetup;
            var setup = isInherited ? ReadOnlySequence<byte>.Empty : Setup!.Written.AsSequence();
            ((ProcessLink)slot.Link!).PostSetup(slot.Id, Slots.Length, setup, isInherited);
        }
        catch
        {
            Discard(slot);
            throw;
        }

        NewWorkers.Add(slot);
        Waits.Wake();
    }

    private static void Discard(WorkerSlot slot)
    {
        slot.Link!.Kill();
        slot.Empty();
    }

    private void Pin(int workerId)
    {
        if (Options.CpuIds?.ForWorker(workerId) is { } ids) WorkerStarters.PinThread(ids);
    }
}
