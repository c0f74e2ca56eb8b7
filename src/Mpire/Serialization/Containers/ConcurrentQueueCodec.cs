using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary><see cref="ConcurrentQueue{T}"/> by its items: being enumerated leaves marks in its segments, and most of a segment's places are empty.</summary>
internal sealed class ConcurrentQueueCodec<T>(Type type) : TypeCodec(type)
{
    private readonly FieldSet? _added = type == typeof(ConcurrentQueue<T>) ? null : new FieldSet(type, typeof(ConcurrentQueue<T>));

    public override object Create(GraphReader reader)
    {
        if (_added is null) return new ConcurrentQueue<T>();
        object queue = RuntimeHelpers.GetUninitializedObject(Type);
        _ = typeof(ConcurrentQueue<T>).GetConstructor(BindingFlags.Public | BindingFlags.Instance, [])!.Invoke(queue, null); // queues have it
        return queue;
    }

    public override void WriteContent(GraphWriter writer, object value)
    {
        T[] items = Unsafe.As<ConcurrentQueue<T>>(value).ToArray();
        writer.Out.WriteVarUInt((ulong)items.Length);
        Items<T>.WriteAll(writer, items);
        _added?.Write(writer, value);
    }

    public override void ReadContent(GraphReader reader, object value)
    {
        var items = new T[reader.In.ReadCount(Items<T>.SmallestSize)];
        Items<T>.ReadAll(reader, items);
        var queue = Unsafe.As<ConcurrentQueue<T>>(value);
        foreach (T item in items) queue.Enqueue(item);
        _added?.Read(reader, value);
    }
}
