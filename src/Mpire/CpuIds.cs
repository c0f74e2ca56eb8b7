using System.Collections;
using System.Runtime.CompilerServices;

namespace Mpire;

/// <summary>
/// Which processors workers may use: one set for all workers or one set per worker, each set one or several processor numbers. Written as
/// collections: <c>CpuIds = [0]</c> (all workers on processor 0), <c>[0, 1]</c> (two workers, one processor each),
/// <c>[[0, 1]]</c> (all on 0 and 1), <c>[[0, 1], [2, 3]]</c> (two workers, two processors each).
/// </summary>
/// <remarks>The four forms of MPIRE's <c>cpu_ids</c>. Set before the worker's runtime starts on Linux; per thread with
/// <see cref="StartMethod.Threading"/> (Linux).</remarks>
[CollectionBuilder(typeof(CpuIds), nameof(Create))]
public sealed class CpuIds : IReadOnlyList<CpuSet>
{
    private readonly CpuSet[] _sets;

    private CpuIds(CpuSet[] sets) => _sets = sets;

    /// <inheritdoc/>
    public int Count => _sets.Length;

    /// <inheritdoc/>
    public CpuSet this[int index] => _sets[index];

    /// <summary>Makes the list; what a collection expression calls.</summary>
    /// <param name="sets">One set, or one per worker.</param>
    public static CpuIds Create(ReadOnlySpan<CpuSet> sets) => new(sets.ToArray());

    /// <inheritdoc/>
    public IEnumerator<CpuSet> GetEnumerator() => ((IEnumerable<CpuSet>)_sets).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _sets.GetEnumerator();

    // Checked by the pool, which knows the number of workers.
    internal void Check(int workers, int processors)
    {
        // The option's own name: that is what the user wrote.
        var name = nameof(WorkerPoolOptions.CpuIds);
        if (_sets.Length != 1 && _sets.Length != workers)
            throw new ArgumentException($"CpuIds has {_sets.Length} entries, but the pool has {workers} workers. Give one entry for all workers or one per worker.", name);
        foreach (var set in _sets)
        {
            if (set is null || set.Count == 0)
                throw new ArgumentException("CpuIds has an empty entry. Name at least one processor per entry.", name);
            foreach (var id in set)
            {
                if (id < 0 || id >= processors)
                    throw new ArgumentOutOfRangeException(name, id, $"CpuIds names processor {id}; this machine has 0 … {processors - 1}.");
            }
        }
    }

    /// <summary>The set of all workers, if they have the same.</summary>
    internal IReadOnlyList<int>? Common => _sets.Length == 1 ? _sets[0] : null;

    internal IReadOnlyList<int> ForWorker(int id) => _sets.Length == 1 ? _sets[0] : _sets[id];
}
