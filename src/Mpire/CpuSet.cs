using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Mpire;

/// <summary>The processors that one worker may use, by number from 0.</summary>
[CollectionBuilder(typeof(CpuSet), nameof(Create))]
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A set is what the operating system calls it.")]
public sealed class CpuSet : IReadOnlyList<int>
{
    private readonly int[] _ids;

    private CpuSet(int[] ids) => _ids = ids;

    /// <inheritdoc/>
    public int Count => _ids.Length;

    /// <inheritdoc/>
    public int this[int index] => _ids[index];

    /// <summary>Makes the set; what a collection expression calls.</summary>
    /// <param name="ids">Processor numbers.</param>
    public static CpuSet Create(ReadOnlySpan<int> ids) => new(ids.ToArray());

    /// <summary>The set of one processor.</summary>
    /// <param name="id">Its number.</param>
    public static implicit operator CpuSet(int id) => FromInt32(id);

    /// <summary>The set of one processor.</summary>
    /// <param name="id">Its number.</param>
    public static CpuSet FromInt32(int id) => new([id]);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_ids).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _ids.GetEnumerator();
}
