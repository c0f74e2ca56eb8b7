using System.Runtime.InteropServices;

namespace Mpire.Tests.Sharing;

/// <summary>What a copy-on-write array is made of, and what is refused.</summary>
public sealed class CopyOnWriteArrayTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_made_of_an_array_a_span_or_a_filler(bool isPortable)
    {
        int[] numbers = [.. Enumerable.Range(0, 5000)];
        using var ofArray = CopyOnWriteArray.Create(numbers);
        using var ofSpan = CopyOnWriteArray.Create(numbers.AsSpan(10, 20));
        using var filled = CopyOnWriteArray.Create<int>(
            5000,
            span =>
            {
                Assert.Equal(new int[5000], span);
                for (var i = 0; i < span.Length; i++) span[i] = i;
            },
            "length",
            isPortable);
        numbers[0] = 99;
        Assert.Equal(5000, ofArray.Length);
        Assert.Equal(0, ofArray[0]);
        Assert.Equal(Enumerable.Range(10, 20), ofSpan);
        Assert.Equal(Enumerable.Range(0, 5000), filled);
        filled[4999] = -1;
        filled.AsSpan(1, 2).Clear();
        Assert.Equal([0, 0, 0, 3], filled.ToArray()[..4]);
        Assert.Equal(-1, filled[4999]);
        using var empty = CopyOnWriteArray.Create<int>(0, static span => Assert.True(span.IsEmpty), "length", isPortable);
        Assert.Empty(empty);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => CopyOnWriteArray.Create((int[])null!));
        Assert.Throws<ArgumentNullException>(() => CopyOnWriteArray.Create<int>(3, null!));
        Assert.Equal("length", Assert.Throws<ArgumentOutOfRangeException>(() => CopyOnWriteArray.Create<int>(-1, _ => { })).ParamName);
        Assert.Throws<FormatException>(() => CopyOnWriteArray.Create<int>(3, static _ => throw new FormatException()));
        using var array = CopyOnWriteArray.Create([1, 2, 3]);
        Assert.Contains("3 elements", Assert.Throws<ArgumentOutOfRangeException>(() => array[3]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[-1] = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => array.AsSpan(2, 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => array.AsSpan(4, 0).Length);
        var span = array.AsSpan();
        array.Dispose();
        Assert.Throws<ObjectDisposedException>(() => array[0]);
        Assert.Throws<ObjectDisposedException>(() => array[0] = 1);
        Assert.Throws<ObjectDisposedException>(() => array.Length);
        Assert.Throws<ObjectDisposedException>(() => array.AsSpan().Length);
        Assert.Throws<ObjectDisposedException>(() => array.First());

        // A mistake, but one that must not end the process.
        span[0] = 1;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_is_shorter_than_it_says_is_refused(bool isPortable)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, MemoryMarshal.AsBytes<int>([1, 2, 3, 4, 5]));
            var refused = Assert.Throws<ArgumentOutOfRangeException>(() => CopyOnWriteArray.FromFile<int>(path, 4, 5, isPortable));
            Assert.Equal("length", refused.ParamName);
            Assert.Contains("5 elements of 4 bytes are 20 bytes, but", refused.Message, StringComparison.Ordinal);
            Assert.Contains("has 16 bytes from byte 4 on", refused.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentOutOfRangeException>(() => CopyOnWriteArray.FromFile<int>(path, 0, -1, isPortable));
            Assert.Throws<ArgumentOutOfRangeException>(() => CopyOnWriteArray.FromFile<int>(path, 0, long.MaxValue, isPortable));
            Assert.Equal("offset", Assert.Throws<ArgumentOutOfRangeException>(() => CopyOnWriteArray.FromFile<int>(path, 21, null, isPortable)).ParamName);
            Assert.Equal("path", Assert.Throws<ArgumentException>(() => CopyOnWriteArray.FromFile<int>(path, 1, null, isPortable)).ParamName);
            Assert.Throws<FileNotFoundException>(() => CopyOnWriteArray.FromFile<int>(path + ".none", 0, null, isPortable));
            using var some = CopyOnWriteArray.FromFile<int>(path, 1, 4, isPortable);
            Assert.Equal(4, some.Length);
            Assert.Equal(MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path).AsSpan(1, 16)), some.AsSpan());
            using var none = CopyOnWriteArray.FromFile<int>(path, 20, null, isPortable);
            Assert.Empty(none);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_of_a_terabyte_costs_nothing_until_it_is_looked_at()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs files with holes");
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write)) RandomAccess.SetLength(file, 1L << 40);
            using var array = CopyOnWriteArray.FromFile<long>(path);
            Assert.Equal(1L << 37, array.Length);
            array[array.Length - 1] = 5;
            Assert.Equal(5, array[array.Length - 1]);
            Assert.Throws<InvalidOperationException>(() => array.AsSpan().Length);
            Assert.Equal([0, 5], array.AsSpan(array.Length - 2, 2).ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
