using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mpire.Serialization;

namespace Mpire.Workers;

/// <summary>The results of one chunk, typed inside, untyped outside: so that sending needs no generic virtual call, which cannot be compiled
/// ahead of time.</summary>
internal abstract class ResultBlock
{
    /// <summary>Whether each result is delivered as soon as it is there, alone.</summary>
    public virtual bool GoesSingly => false;

    /// <summary>Whether results travel as they lie in memory.</summary>
    public abstract bool IsRaw { get; }

    /// <summary>Results as bytes, where <see cref="IsRaw"/>.</summary>
    public abstract ReadOnlySpan<byte> Bytes(int from, int to);

    /// <summary>Writes results for another process.</summary>
    /// <param name="codec">How.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="from">The first result.</param>
    /// <param name="to">The one after the last.</param>
    /// <param name="failed">Set before an exception is thrown: the result that cannot be written, counted from <paramref name="from"/>, where that is
    /// known; otherwise -1.</param>
    public abstract void Write(PayloadCodec codec, PayloadWriter writer, int from, int to, out int failed);
}

/// <inheritdoc/>
internal class ResultBlock<TResult>(int capacity) : ResultBlock
{
    public TResult[] Items { get; private set; } = new TResult[capacity];

    /// <summary>How many results the chunk has; the array may be longer.</summary>
    public int Count { get; private set; } = capacity;

    public override bool IsRaw => PayloadCodec.IsRaw<TResult>();

    public override ReadOnlySpan<byte> Bytes(int from, int to) =>
        MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.As<TResult, byte>(ref MemoryMarshal.GetArrayDataReference(Items)), Items.Length * Unsafe.SizeOf<TResult>())
            .Slice(from * Unsafe.SizeOf<TResult>(), (to - from) * Unsafe.SizeOf<TResult>());

    public override void Write(PayloadCodec codec, PayloadWriter writer, int from, int to, out int failed) =>
        codec.WriteItems<TResult>(writer, Items.AsMemory(from, to - from), out failed);

    /// <summary>Makes room for the next chunk, in the same array if it is long enough.</summary>
    public void Reuse(int count)
    {
        Count = count;
        if (Items.Length < count) Items = new TResult[Math.Max(count, Items.Length * 2)];
        else if (RuntimeHelpers.IsReferenceOrContainsReferences<TResult>()) Array.Clear(Items);
    }
}
