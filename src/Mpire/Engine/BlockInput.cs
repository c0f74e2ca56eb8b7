using Mpire.Scheduling;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>An input that lies in memory and is cut into blocks, one task each.</summary>
/// <param name="length">Number of items.</param>
/// <param name="items">They, where they are sent.</param>
/// <param name="store">Where they lie, if all processes see them there.</param>
internal sealed class BlockInput<T>(long length, ReadOnlyMemory<T> items, BlockStore<T>? store)
{
    public long Length { get; } = length;

    public BlockStore<T>? Store { get; } = store;

    /// <summary>The blocks as an input whose items they are.</summary>
    public InputSource<Block<T>> Cut(ChunkPlan plan) => new(_ => ChunkReader<Block<T>>.Over(new Blocks(plan, items)), isInMemory: true, isAsync: false);

    private sealed class Blocks(ChunkPlan plan, ReadOnlyMemory<T> items) : ItemSource<Block<T>>
    {
        private long _next;

        public override long? Count { get; } = plan.ChunkCount;

        public override ReadOnlyMemory<Block<T>> Read(int count)
        {
            var blocks = new Block<T>[(int)Math.Min(count, Count!.Value - _next)];
            for (var i = 0; i < blocks.Length; i++, _next++)
            {
                var (first, length) = (plan.StartOf(_next), plan.LengthOf(_next));
                blocks[i] = new(first, length, items.IsEmpty ? default : items.Slice((int)first, length));
            }

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
        new(items.Length, items, store: null);

    public static BlockInput<T> Of<T>(SharedArray<T> items)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(items);
        return new(items.Length, default, new SharedBlockStore<T>(items));
    }
}
