using Mpire.Serialization;

namespace Mpire.Workers;

/// <summary>Functions whose first chunk is still to come, and which are compared with what had arrived when it has run.</summary>
internal sealed class ChangeWatch
{
    private readonly Dictionary<long, Watched> _watched = [];

    /// <summary>Whether there is anything to do after a chunk.</summary>
    public bool IsEmpty => _watched.Count == 0;

    /// <summary>A function has arrived that is to be looked at.</summary>
    public void Add(long number, TaskFunction function, byte[] arrived, bool isUrgent) => _watched[number] = new Watched(function, arrived, isUrgent);

    /// <summary>It is not needed any more.</summary>
    public void Forget(long number) => _watched.Remove(number);

    /// <summary>Whether a function is to be looked at before the last results of its first chunk, which runs now.</summary>
    public bool IsUrgent(long number) => _watched.TryGetValue(number, out var watched) && watched.IsUrgent;

    /// <summary>The captured variable that a function has changed in its first chunk; <see langword="null"/> if it has not, or it was not the first.</summary>
    public string? Look(long number) =>
        _watched.Remove(number, out var watched) ? CaptureComparison.FindChange(watched.Function, watched.Arrived, static function => function.Task) : null;

    // A class, because dictionaries of classes are compiled ahead of time.
    private sealed record Watched(TaskFunction Function, byte[] Arrived, bool IsUrgent);
}
