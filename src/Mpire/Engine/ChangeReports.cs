using System.Reflection;

namespace Mpire.Engine;

/// <summary>Tells, once per function, that tasks change what they captured, which in a worker process is a copy; or fails their calls.</summary>
internal sealed class ChangeReports(PoolEngine engine)
{
    private const int MostExpected = 256;

    // Which functions may be reported, by number and in order of their numbers; those of long ago are not reported any more.
    private readonly SortedDictionary<int, Expected> _expected = [];
    private readonly Dictionary<MethodInfo, string> _told = [];

    /// <summary>Refuses a function that was caught before, where that is an error. Under the gate.</summary>
    /// <exception cref="SerializationException">It was.</exception>
    public void ThrowIfKnown(Job job)
    {
        if (_told.Count > 0 && engine.Options.LostChanges == LostChanges.Refuse && _told.TryGetValue(job.Task.Method, out var name)) throw Refusal(job.Call, name);
    }

    /// <summary>A job of a function begins, under the gate.</summary>
    public void Begin(Job job)
    {
        if (job.Definition is not { IsCompared: true } definition) return;
        _expected[definition.Id] = new Expected(job.Task.Method, job.Call);
        if (_expected.Count > MostExpected) _expected.Remove(_expected.First().Key);
    }

    /// <summary>A worker has seen a function change something. Driver's thread, outside the gate.</summary>
    public void Tell(int function, string name)
    {
        Expected? expected;
        lock (engine.Gate)
        {
            if (!_expected.Remove(function, out expected)) return;
            if (engine.Options.LostChanges == LostChanges.Refuse)
            {
                foreach (var job in engine.Jobs.Where(job => job.Definition?.Id == function).ToArray()) engine.EndJob(job, Refusal(job.Call, name));
            }

            if (!_told.TryAdd(expected.Method, name)) return;
        }

        var text = TextOf(expected.Call, name);
        PoolEventSource.Open();
        PoolEventSource.Listened?.ChangeLost(engine.Number, text);
        if (engine.Options.LostChanges != LostChanges.Warn) return;
        try
        {
#pragma warning disable RS0030 // Who loses changes listens to no events: one line, and off by an option.
            Console.Error.WriteLine($"Mpire: {text}");
#pragma warning restore RS0030
        }
        catch (Exception)
        {
            // Wherever the program has sent its standard error: a warning is no reason to fail.
        }
    }

    private static SerializationException Refusal(string call, string name) => new(TextOf(call, name), name, null);

    private static string TextOf(string call, string name) =>
        $"the function of {call} changes '{name}', which it captured; in a worker process that is a copy, and nobody else sees the change. Return what is to be seen "
        + "and put it together from the results; or collect it in worker state and return it from the exit hook; or use shared objects (SharedArray, SharedManager) or "
        + "StartMethod.Threading. If it is a cache that fills itself, mark its field [NonSerialized], or set WorkerPoolOptions.LostChanges to Ignore.";

    private sealed record Expected(MethodInfo Method, string Call);
}
