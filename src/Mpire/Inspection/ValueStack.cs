namespace Mpire.Inspection;

/// <summary>
/// What is known of the values on the stack of a method that is looked through, at the place that the walk has come to and at those that the code may jump to.
/// </summary>
internal sealed class ValueStack
{
    private readonly Dictionary<int, StackValue[]> _entries = [];
    private StackValue[] _values = new StackValue[16];

    /// <summary>How many values there are.</summary>
    public int Depth { get; private set; }

    public void Push(StackValue value)
    {
        if (Depth == _values.Length) Array.Resize(ref _values, 2 * Depth);
        _values[Depth++] = value;
    }

    public StackValue Pop() => Depth > 0 ? _values[--Depth] : throw new NotUnderstoodException();

    /// <summary>A value that lies so many below the top.</summary>
    public StackValue Below(int count) => Depth > count ? _values[Depth - 1 - count] : throw new NotUnderstoodException();

    public void Clear() => Depth = 0;

    /// <summary>A handler begins here, with the exception or with nothing.</summary>
    public void BeginAt(int place, bool hasException) => _entries[place] = new StackValue[hasException ? 1 : 0];

    /// <summary>The walk comes to a place.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="isReached">Whether it is reached from what stands before it.</param>
    public void Enter(int place, bool isReached)
    {
        if (!isReached) Depth = 0;
        if (!_entries.TryGetValue(place, out StackValue[]? entry)) return;
        if (!isReached)
        {
            foreach (StackValue value in entry) Push(value);
            return;
        }

        if (entry.Length != Depth) throw new NotUnderstoodException();
        for (int i = 0; i < entry.Length; i++) _values[i] = _values[i].Or(entry[i]);
    }

    /// <summary>The code may jump. Only forward that tells something new.</summary>
    public void Jump(int from, int to)
    {
        if (to <= from) return;
        var now = new StackValue[Depth];
        Array.Copy(_values, now, Depth);
        if (_entries.TryGetValue(to, out StackValue[]? before))
        {
            if (before.Length != now.Length) throw new NotUnderstoodException();
            for (int i = 0; i < now.Length; i++) now[i] = now[i].Or(before[i]);
        }

        _entries[to] = now;
    }
}
