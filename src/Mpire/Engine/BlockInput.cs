using Mpire.Scheduling;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>An input that lies in memory and is cut into blocks, one task each.</summary>
/// <param name="length">Number of items.</param>
/// <param name="cut">Makes a block of the items from one on, so many.</param>
internal sealed class BlockInput<T>(long length, Func<long, int, Block<T>> cut)
{
    public long Length { get; } = length;

    /// <summary>The blocks as an input whose items they are.</summary>
    public InputSource<Block<T>> Cut(ChunkPlan plan) => new(_ => ChunkReader<Block<T>>.Over(new Blocks(plan, cut)), isInMemory: true, isAsync: false);

    private sealed class Blocks(ChunkPlan plan, Func<long, int, Block<T>> cut) : ItemSource<Block<T>>
    {
        private long _next;

        public override long? Count { get; } = plan.ChunkCount;

        public override ReadOnlyMemory<Block<T>> Read(int count)
        {
            var blocks = new Block<T>[(int)Math.Min(count, Count!.Value - _next)];
            for (var i = 0; i < blocks.Length; i++, _next++) blocks[i] = cut(plan.StartOf(_next), plan.LengthOf(_next));
            return blocks;
        }

        public override void Dispose() => _next = Count!.Value;
    }
}

/// <summary>Makes inputs of what the public face takes.</summary>
internal static class BlockInput
{
    public static BlockInput<T> Of<T>(T[] items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Of((ReadOnlyMemory<T>)items);
    }

    public static BlockInput<T> Of<T>(ReadOnlyMemory<T> items) =>
        new(items.Length, (first, count) => new Block<T>(first, items.Slice((int)first, count)));

    public static BlockInput<T> Of<T>(SharedArray<T> items)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(items);
        var store = new SharedBlockStore<T>(items);
        return new(items.Length, (first, count) => new Block<T>(first, count, store));
    }
}
