using System.Buffers;
using System.Text.Json;

namespace Mpire.Tests.Contracts;

/// <summary>Another serializer through the seam.</summary>
public abstract class SerializerContract(WorkerPoolOptions method) : PoolContract(method)
{
    [Fact]
    public void It_writes_arguments_and_results()
    {
        var (written, read) = (NewTally(), NewTally());
        var pool = NewPool(2, o => o with { Serializer = new JsonPayloads(written, read) });
        var results = pool.Map(static p => p is null ? null : p with { Age = p.Age + 1 }, [new Person("Ada", 36), new Person("Bo", 5), (Person?)null]);
        Assert.Equal([new Person("Ada", 37), new Person("Bo", 6), null], results);
        Assert.Equal(HasProcesses ? 6 : 0, written.Count);
        Assert.Equal(HasProcesses ? 6 : 0, read.Count);
    }

    [Fact]
    public void It_writes_shared_objects_once()
    {
        var (written, read) = (NewTally(), NewTally());
        var pool = Track(NewBuilder(2, o => o with { Serializer = new JsonPayloads(written, read) }).Share(new Person("Ada", 36)).Build());
        var ages = pool.Map(static (worker, x) => worker.Shared.Age + x, Enumerable.Range(0, 50), new MapOptions { ChunkSize = 1 });
        Assert.Equal(Enumerable.Range(36, 50), ages);
        var isWritten = HasProcesses && !HasCopies;
        Assert.Equal(isWritten ? 1 : 0, written.Count);
        Assert.InRange(read.Count, isWritten ? 1 : 0, isWritten ? 2 : 0);
    }

    [Fact]
    public void Raw_values_and_arrays_of_them_go_past_it()
    {
        var (written, read) = (NewTally(), NewTally());
        var pool = NewPool(2, o => o with { Serializer = new JsonPayloads(written, read) });
        Assert.Equal(Enumerable.Range(1, 100), pool.Map(static x => x + 1, Enumerable.Range(0, 100)));
        Assert.Equal([3], pool.Map(static bytes => bytes.Length, [new byte[3]]));
        Assert.Equal([2.5, 1.5], pool.Apply(static a => a.Reverse().ToArray(), new[] { 1.5, 2.5 }));
        Assert.Equal(0, written.Count);
        Assert.Equal(0, read.Count);
    }

    [Fact]
    public void Functions_and_exceptions_go_past_it()
    {
        var (written, read) = (NewTally(), NewTally());
        var pool = NewPool(2, o => o with { Serializer = new JsonPayloads(written, read) });
        Assert.Equal("no 5", Assert.Throws<InvalidDataException>(() => pool.Map(Failing("no"), [5])).Message);
        Assert.Equal(0, written.Count);

        static Func<int, int> Failing(string text) => x => throw new InvalidDataException($"{text} {x}");
    }

    public sealed record Person(string Name, int Age);

    public sealed class JsonPayloads(Tally written, Tally read) : IPayloadSerializer
    {
        private readonly Tally _written = written;
        private readonly Tally _read = read;

        public void Serialize<T>(IBufferWriter<byte> destination, T value)
        {
            _written.Add();
            using var writer = new Utf8JsonWriter(destination);
            JsonSerializer.Serialize(writer, value);
        }

        public T Deserialize<T>(ReadOnlySequence<byte> source)
        {
            _read.Add();
            var reader = new Utf8JsonReader(source);
            return JsonSerializer.Deserialize<T>(ref reader)!;
        }
    }
}
