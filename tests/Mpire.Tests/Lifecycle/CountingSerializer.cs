using System.Buffers;
using System.Text.Json;

namespace Mpire.Tests.Lifecycle;

/// <summary>Counts, in the process where it is used, how often it writes and reads.</summary>
public sealed class CountingSerializer : IPayloadSerializer
{
    private static int s_writes;
    private static int s_reads;

    public static int Writes => Volatile.Read(ref s_writes);

    public static int Reads => Volatile.Read(ref s_reads);

    public void Serialize<T>(IBufferWriter<byte> destination, T value)
    {
        if (typeof(T) == typeof(Dictionary<string, int>)) Interlocked.Increment(ref s_writes);
        using var writer = new Utf8JsonWriter(destination);
        JsonSerializer.Serialize(writer, value);
    }

    public T Deserialize<T>(ReadOnlySequence<byte> source)
    {
        if (typeof(T) == typeof(Dictionary<string, int>)) Interlocked.Increment(ref s_reads);
        var reader = new Utf8JsonReader(source);
        return JsonSerializer.Deserialize<T>(ref reader)!;
    }
}
