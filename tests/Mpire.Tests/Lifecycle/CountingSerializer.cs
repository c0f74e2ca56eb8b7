using System.Buffers;
using System.Text.Json;

namespace Mpire.Tests.Lifecycle;

/// <summary>Counts, in the process where it is used, how often it writes and reads.</summary>
public sealed class CountingSerializer : IPayloadSerializer
{
    private static int _writes;
    private static int _reads;

    public static int Writes => Volatile.Read(ref _writes);

    public static int Reads => Volatile.Read(ref _reads);

    public void Serialize<T>(IBufferWriter<byte> destination, T value)
    {
        if (typeof(T) == typeof(Dictionary<string, int>)) Interlocked.Increment(ref _writes);
        using var writer = new Utf8JsonWriter(destination);
        JsonSerializer.Serialize(writer, value);
    }

    public T Deserialize<T>(ReadOnlySequence<byte> source)
    {
        if (typeof(T) == typeof(Dictionary<string, int>)) Interlocked.Increment(ref _reads);
        var reader = new Utf8JsonReader(source);
        return JsonSerializer.Deserialize<T>(ref reader)!;
    }
}
