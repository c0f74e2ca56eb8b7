namespace Mpire.Benchmarks.Workloads;

/// <summary>A worker's state: numbers in random order, dear to make, walked through by every task.</summary>
internal sealed class Table
{
    private readonly int[] _numbers;

    public Table(int size)
    {
        _numbers = new int[size];
        for (var i = 0; i < size; i++) _numbers[i] = i;
        new Random(7).Shuffle(_numbers);
        // What makes it dear: each entry depends on the ones before.
        for (var pass = 0; pass < 8; pass++)
        {
            for (var i = 1; i < size; i++) _numbers[i] = (int)((((uint)_numbers[i] * 31u) + (uint)_numbers[i - 1]) % (uint)size);
        }
    }

    /// <summary>How many walks were made; the part of the state that changes.</summary>
    public int Walks { get; private set; }

    public long Walk(int start, int steps)
    {
        Walks++;
        var at = start % _numbers.Length;
        var total = 0L;
        for (var i = 0; i < steps; i++)
        {
            var value = _numbers[at];
            total += value;
            at = (at + value + i) % _numbers.Length;
        }

        return total;
    }
}
