using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mpire.Serialization;

/// <summary>
/// Turns values into bytes and back: unmanaged values as memory, everything else as a graph of objects, or by the serializer the user chose.
/// Both ends must run the same build of every assembly involved. Safe for several threads at once.
/// </summary>
internal sealed class PayloadCodec(IPayloadSerializer? custom)
{
    /// <summary>The codec without a serializer of the user's.</summary>
    public static PayloadCodec Default { get; } = new(null);

    /// <summary>Whether values of the type travel as raw memory.</summary>
    public static bool IsRaw<T>() => RawMemory<T>.Is;

    /// <summary>Writes one value.</summary>
    /// <param name="writer">Where to; on failure it is as before the call.</param>
    /// <param name="value">The value.</param>
    /// <param name="root">What the value is called in the path of an error.</param>
    /// <exception cref="SerializationException">Something in the value cannot travel; names the way to it.</exception>
    public void Write<T>(PayloadWriter writer, T value, string root = "value")
    {
        if (RawMemory<T>.Is)
        {
            writer.WriteUnmanaged(value);
        }
        else if (custom is not null && !IsAlwaysGraph(typeof(T)))
        {
            long before = writer.Length;
            WriteCustom(writer, value, before);
        }
        else if (typeof(T) == typeof(string))
        {
            writer.WriteString((string?)(object?)value);
        }
        else
        {
            WriteGraph(writer, value, root);
        }
    }

    /// <summary>Reads one value that <see cref="Write"/> wrote in the other process.</summary>
    /// <exception cref="SerializationException">The bytes are damaged, or name what does not exist here.</exception>
    public T Read<T>(PayloadReader reader)
    {
        if (RawMemory<T>.Is)
        {
            return reader.ReadUnmanaged<T>();
        }

        if (custom is not null && !IsAlwaysGraph(typeof(T)))
        {
            return ReadCustom<T>(reader);
        }

        return typeof(T) == typeof(string) ? (T)(object?)reader.ReadString()! : ReadGraph<T>(reader); // null stays null
    }

    /// <summary>Writes the items of one chunk; objects that several items share stay shared.</summary>
    /// <param name="writer">Where to; on failure it is as before the call.</param>
    /// <param name="items">Raw items in a big chunk are kept by reference, see <see cref="PayloadWriter"/>.</param>
    /// <param name="failedIndex">Set before the exception is thrown: the item that cannot travel; otherwise -1.</param>
    /// <exception cref="SerializationException">Something in an item cannot travel; names the way to it.</exception>
    public void WriteItems<T>(PayloadWriter writer, ReadOnlyMemory<T> items, out int failedIndex)
    {
        failedIndex = -1;
        if (RawMemory<T>.Is)
        {
            writer.WriteUnmanagedBlock(items);
            return;
        }

        long before = writer.Length;
        ReadOnlySpan<T> span = items.Span;
        if (custom is not null && !IsAlwaysGraph(typeof(T)))
        {
            for (int i = 0; i < span.Length; i++)
            {
                failedIndex = i;
                WriteCustom(writer, span[i], before, i);
            }

            failedIndex = -1;
            return;
        }

        try
        {
            WriteAll(writer, span, null, out _);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            writer.Truncate(before);
            throw FindItem(writer, items, before, e, out failedIndex);
        }
    }

    /// <summary>Reads the items of one chunk.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="destination">Filled to its end.</param>
    /// <param name="failedIndex">Set before an exception is thrown: the item that cannot be rebuilt, where that is known; otherwise -1.</param>
    /// <exception cref="SerializationException">The bytes are damaged, or name what does not exist here.</exception>
    public void ReadItems<T>(PayloadReader reader, Span<T> destination, out int failedIndex)
    {
        failedIndex = -1;
        if (RawMemory<T>.Is)
        {
            ref byte start = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(destination));
            long bytes = (long)destination.Length * Unsafe.SizeOf<T>();
            if (bytes > reader.Remaining)
            {
                PayloadReader.ThrowDamaged("it ends early");
            }

            reader.ReadBytesInto(ref start, bytes);
            return;
        }

        if (custom is not null && !IsAlwaysGraph(typeof(T)))
        {
            for (int i = 0; i < destination.Length; i++)
            {
                failedIndex = i;
                destination[i] = ReadCustom<T>(reader);
            }

            failedIndex = -1;
            return;
        }

        GraphReader graph = GraphReader.Begin(reader);
        try
        {
            Items<T>.ReadAll(graph, destination);
            graph.Drain();
            graph.Complete();
        }
        catch (Exception e) when (e is not (SerializationException or OutOfMemoryException))
        {
            throw Unreadable(typeof(T), e);
        }
        finally
        {
            graph.End();
        }
    }

    /// <summary>Writes one value as a graph, whatever serializer the user chose: delegates, definitions, exceptions.</summary>
    /// <exception cref="SerializationException">Something in the value cannot travel; names the way to it.</exception>
    [SuppressMessage("Performance", "CA1822", Justification = "One way to call the codec, whatever a method happens to need.")]
    public void WriteGraph<T>(PayloadWriter writer, T value, string root = "value")
    {
        long before = writer.Length;
        try
        {
            WriteOne(writer, value, null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            writer.Truncate(before);
            throw Find(writer, value, before, root, e);
        }
    }

    /// <summary>Reads what <see cref="WriteGraph"/> wrote.</summary>
    /// <exception cref="SerializationException">The bytes are damaged, or name what does not exist here.</exception>
    [SuppressMessage("Performance", "CA1822", Justification = "One way to call the codec, whatever a method happens to need.")]
    public T ReadGraph<T>(PayloadReader reader)
    {
        GraphReader graph = GraphReader.Begin(reader);
        try
        {
            T value = Items<T>.Read(graph);
            graph.Drain();
            graph.Complete();
            return value;
        }
        catch (Exception e) when (e is not (SerializationException or OutOfMemoryException))
        {
            throw Unreadable(typeof(T), e);
        }
        finally
        {
            graph.End();
        }
    }

    private static bool IsAlwaysGraph(Type type) =>
        typeof(Delegate).IsAssignableFrom(type)
        || typeof(Exception).IsAssignableFrom(type)
        || (type.IsArray && Layout.IsRaw(type.GetElementType()!)); // an array has elements

    private static void WriteOne<T>(PayloadWriter writer, T value, PathNode? path)
    {
        long before = writer.Length;
        GraphWriter graph = GraphWriter.Begin(writer, path);
        try
        {
            do
            {
                Items<T>.Write(graph, value);
                graph.Drain();
            }
            while (graph.BeginsAgain(before, path));
        }
        finally
        {
            Finish(graph);
        }
    }

    private static void WriteAll<T>(PayloadWriter writer, ReadOnlySpan<T> items, PathNode? path, out int at)
    {
        at = -1;
        long before = writer.Length;
        GraphWriter graph = GraphWriter.Begin(writer, path);
        try
        {
            do
            {
                if (path is null)
                {
                    Items<T>.WriteAll(graph, items);
                }
                else
                {
                    for (int i = 0; i < items.Length; i++)
                    {
                        graph.Path = PathNode.RootItem(i);
                        Items<T>.Write(graph, items[i]);
                    }
                }

                graph.Drain();
            }
            while (graph.BeginsAgain(before, path));
        }
        finally
        {
            at = graph.Path?.Item ?? -1;
            Finish(graph);
        }
    }

    private static void Finish(GraphWriter graph)
    {
        try
        {
            graph.CallBack();
        }
        finally
        {
            graph.End();
        }
    }

    // Paths cost time, so they are not kept on the first go: what failed is written again, looking where we are.
    private static SerializationException Find<T>(PayloadWriter writer, T value, long before, string root, Exception first)
    {
        try
        {
            WriteOne(writer, value, PathNode.Root(root));
        }
        catch (SerializationException e)
        {
            return e;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Unwritable(typeof(T), e);
        }
        finally
        {
            writer.Truncate(before);
        }

        return first as SerializationException ?? Unwritable(typeof(T), first);
    }

    private static SerializationException FindItem<T>(PayloadWriter writer, ReadOnlyMemory<T> items, long before, Exception first, out int index)
    {
        index = -1;
        try
        {
            WriteAll(writer, items.Span, PathNode.Root(""), out index);
        }
        catch (SerializationException e)
        {
            return e;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Unwritable(typeof(T), e);
        }
        finally
        {
            writer.Truncate(before);
        }

        return first as SerializationException ?? Unwritable(typeof(T), first);
    }

    private static SerializationException Unwritable(Type type, Exception cause) =>
        new($"A value of type '{Refusals.NameOf(type)}' could not be written: {cause.Message} Do not change it while it is sent.",
            null, Refusals.NameOf(type), cause);

    private static SerializationException Unreadable(Type type, Exception cause) =>
        new($"A value of type '{Refusals.NameOf(type)}' could not be rebuilt: {cause.Message}", null, Refusals.NameOf(type), cause);

    private void WriteCustom<T>(PayloadWriter writer, T value, long before, int index = -1)
    {
        // The length is known only afterwards, so the value is written aside.
        using PayloadWriter aside = PayloadWriter.Rent();
        try
        {
            custom!.Serialize(aside, value); // asked before the call
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            writer.Truncate(before);
            string name = Refusals.NameOf(typeof(T));
            throw new SerializationException(
                $"The serializer '{custom!.GetType()}' cannot write a value of type '{name}': {e.Message}", index < 0 ? null : $"[{index}]", name, e);
        }

        writer.WriteVarUInt((ulong)aside.Length);
        foreach (ReadOnlyMemory<byte> part in aside.AsSequence())
        {
            writer.WriteBytes(part.Span);
        }
    }

    private T ReadCustom<T>(PayloadReader reader)
    {
        ulong length = reader.ReadVarUInt();
        var bytes = reader.ReadSequence((long)Math.Min(length, long.MaxValue));
        try
        {
            return custom!.Deserialize<T>(bytes); // asked before the call
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            string name = Refusals.NameOf(typeof(T));
            throw new SerializationException($"The serializer '{custom!.GetType()}' cannot read a value of type '{name}': {e.Message}", null, name, e);
        }
    }
}
