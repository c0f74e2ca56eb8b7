using System.Buffers;
using System.Text.Json;
using Mpire.Serialization;

namespace Mpire.Tests.Serialization;

public class CustomSerializerTests
{
    [Fact]
    public void A_serializer_of_the_users_gets_what_is_not_raw_and_no_delegates()
    {
        var serializer = new Json();
        var codec = new PayloadCodec(serializer);
        using PayloadWriter writer = PayloadWriter.Rent();
        codec.Write(writer, 5);
        codec.Write(writer, new Point(1, 2));
        codec.WriteItems<Point?>(writer, new Point?[] { new(3, 4), null }, out _);
        codec.Write<Func<int, int>>(writer, x => x + 1);
        using var reader = new PayloadReader();
        reader.Reset(RoundTrip.InPieces(writer.AsSequence().ToArray(), 5));
        Assert.Equal(5, codec.Read<int>(reader));
        Assert.Equal(new Point(1, 2), codec.Read<Point>(reader));
        var items = new Point?[2];
        codec.ReadItems<Point?>(reader, items, out _);
        Assert.Equal([new Point(3, 4), null], items);
        Assert.Equal(6, codec.Read<Func<int, int>>(reader)(5));
        Assert.Equal(3, serializer.Calls);
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void Its_failures_name_the_type_and_the_item()
    {
        var codec = new PayloadCodec(new Json());
        using PayloadWriter writer = PayloadWriter.Rent();
        int failed = -1;
        SerializationException error = Assert.Throws<SerializationException>(
            () => codec.WriteItems<object>(writer, new object[] { 1, new Action(() => { }) }, out failed));
        Assert.Equal(1, failed);
        Assert.IsNotType<SerializationException>(error.InnerException);
        Assert.Contains("Json", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, writer.Length);
    }

    private sealed record Point(int X, int Y);

    private sealed class Json : IPayloadSerializer
    {
        public int Calls { get; private set; }

        public void Serialize<T>(IBufferWriter<byte> destination, T value)
        {
            Calls++;
            using var writer = new Utf8JsonWriter(destination);
            JsonSerializer.Serialize(writer, value);
        }

        public T Deserialize<T>(ReadOnlySequence<byte> source)
        {
            var reader = new Utf8JsonReader(source);
            return JsonSerializer.Deserialize<T>(ref reader)!;
        }
    }
}
