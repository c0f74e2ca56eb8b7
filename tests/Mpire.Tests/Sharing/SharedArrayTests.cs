using Mpire.Sharing;

namespace Mpire.Tests.Sharing;

public sealed class SharedArrayTests
{
    public struct Pixel
    {
        public byte R;
        public byte G;
        public byte B;
    }

    [Fact]
    public void It_is_an_array_of_zeros_with_a_length()
    {
        using var array = SharedArray.Create<int>(1000);
        Assert.Equal(1000, array.Length);
        Assert.All(array, item => Assert.Equal(0, item));
        array[999] = 5;
        Assert.Equal(5, array[999]);
        using var none = SharedArray.Create<double>(0);
        Assert.Empty(none);
        Assert.True(none.AsSpan().IsEmpty);
    }

    [Fact]
    public void Elements_are_copied_in_and_out_and_seen_as_spans()
    {
        using var array = SharedArray.Create<Pixel>(100);
        array.CopyFrom([new Pixel { R = 1 }, new Pixel { G = 2 }], 98);
        Assert.Equal(1, array.AsSpan()[98].R);
        array.AsSpan(10, 5).Fill(new Pixel { B = 9 });
        var copy = new Pixel[7];
        array.CopyTo(copy, 9);
        Assert.Equal([0, 9, 9, 9, 9, 9, 0], copy.Select(p => (int)p.B));
        array.Fill(new Pixel { R = 3 });
        Assert.All(array.ToArray(), p => Assert.Equal(3, p.R));
    }

    [Fact]
    public void What_is_outside_is_refused()
    {
        using var array = SharedArray.Create<int>(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[10]);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[-1] = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Add(10, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.AsSpan(5, 6).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => array.AsSpan(11, 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => array.CopyTo(new int[11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.CopyFrom(new int[2], 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.AsSpan(long.MaxValue, 1).Length);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 8)]
    [InlineData(1L << 50)]
    public void A_length_that_cannot_be_is_refused_before_anything_is_touched(long length)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => SharedArray.Create<long>(length));
        Assert.Equal("length", refused.ParamName);
        Assert.Equal(length, refused.ActualValue);
        if (length >= 0)
        {
            Assert.Contains($"{(Int128)length * 8} bytes", refused.Message, StringComparison.Ordinal);
            Assert.Contains("bytes are available", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void After_dispose_everything_is_refused_and_nothing_crashes()
    {
        var array = SharedArray.Create<int>(10);
        var held = array.Lock;
        var span = array.AsSpan();
        array[3] = 3;
        array.Dispose();
        array.Dispose();
        Assert.Throws<ObjectDisposedException>(() => array.Length);
        Assert.Throws<ObjectDisposedException>(() => array[3]);
        Assert.Throws<ObjectDisposedException>(() => array[3] = 1);
        Assert.Throws<ObjectDisposedException>(() => array.Add(3, 1));
        Assert.Throws<ObjectDisposedException>(() => array.Update(3, x => x));
        Assert.Throws<ObjectDisposedException>(() => array.AsSpan().Length);
        Assert.Throws<ObjectDisposedException>(() => array.Fill(1));
        Assert.Throws<ObjectDisposedException>(() => array.ToArray());
        Assert.Throws<ObjectDisposedException>(() => array.First());
        Assert.Throws<ObjectDisposedException>(() => held.TryEnter(TimeSpan.Zero, out _));

        // A mistake, but one that must not end the process.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        span[3] = 1;
    }

    [Fact]
    public async Task Disposing_under_the_hands_of_other_threads_ends_nothing_but_their_access()
    {
        for (var round = 0; round < 50; round++)
        {
            var array = SharedArray.Create<int>(1 << 16);
            using var begun = new CountdownEvent(2);
            var users = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                begun.Signal();
                for (long i = 0; ; i = (i + 1) & 0xFFFF) array[i]++;
            })).ToList();
            begun.Wait(TestContext.Current.CancellationToken);
            array.Dispose();
            foreach (var user in users) await Assert.ThrowsAsync<ObjectDisposedException>(() => user);
        }
    }

    [Fact]
    public void A_span_keeps_memory_that_nobody_else_holds()
    {
        var span = Forgotten();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(42, span[99]);
        span[0] = 1;

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static Span<int> Forgotten()
        {
            var array = SharedArray.Create<int>(100);
            array[99] = 42;
            return array.AsSpan();
        }
    }

    [Fact]
    public void Values_change_in_one_step()
    {
        Check<byte>(250, 10, 4);
        Check<short>(-5, 10, 5);
        Check(5, -10, -5);
        Check(5u, 10u, 15u);
        Check(1L << 40, 1, (1L << 40) + 1);
        Check(1UL, ulong.MaxValue, 0UL);
        Check(1.5f, 2f, 3.5f);
        Check(double.NaN, 1, double.NaN);
        Check((Half)1, (Half)2, (Half)3);
        using var decimals = SharedArray.Create<decimal>(1);
        Assert.Contains("Update", Assert.Throws<NotSupportedException>(() => decimals.Add(0, 1m)).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => decimals.Exchange(0, 1m));
        Assert.Equal(3m, decimals.Update(0, x => x + 3));

        static void Check<T>(T start, T plus, T sum)
            where T : unmanaged, System.Numerics.IAdditionOperators<T, T, T>
        {
            using var array = SharedArray.Create<T>(3);
            Assert.Equal(default, array.Exchange(1, start));
            Assert.Equal(start, array.CompareExchange(1, start, start));
            Assert.Equal(sum, array.Add(1, plus));
            Assert.Equal(sum, array[1]);
            Assert.Equal(sum, array.CompareExchange(1, plus, plus));
            Assert.Equal([default, sum, default], array);
            using var value = SharedValue.Create(start);
            Assert.Equal(sum, value.Add(plus));
            Assert.Equal(sum, value.Exchange(plus));
            Assert.Equal(plus, value.CompareExchange(sum, plus));
            Assert.Equal(sum, value.Value);
        }
    }

    [Fact]
    public void A_value_is_what_it_was_made_of_and_refused_after_dispose()
    {
        var value = SharedValue.Create((1, 2.5));
        Assert.Equal((1, 2.5), value.Value);
        value.Value = (2, 3.5);
        Assert.Equal((3, 3.5), value.Update(v => (v.Item1 + 1, v.Item2)));
        value.Dispose();
        Assert.Throws<ObjectDisposedException>(() => value.Value);
        Assert.Throws<ObjectDisposedException>(() => value.Value = default);
        Assert.Throws<ObjectDisposedException>(() => value.Update(v => v));
    }

    [Fact]
    public void A_file_is_there_while_somebody_has_it_and_what_dead_processes_left_is_swept_away()
    {
        var before = Files();
        var array = SharedArray.Create<int>(10, static length => new FileStore(length));
        Assert.Single(Files().Except(before));
        array.Dispose();
        Assert.Empty(Files().Except(before));

        static string[] Files() => Directory.GetFiles(Path.GetTempPath(), "mpire-shared-*");
    }
}
