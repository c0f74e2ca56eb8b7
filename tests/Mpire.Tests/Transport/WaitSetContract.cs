using Mpire.Transport;

namespace Mpire.Tests.Transport;

/// <summary>What a wait set owes without any channel.</summary>
public abstract class WaitSetContract
{
    private protected abstract WaitSet Create();

    [Fact]
    public void Nothing_happens_until_the_time_is_over()
    {
        using var set = Create();
        Assert.False(set.Wait(0));
        var start = Environment.TickCount64;
        Assert.False(set.Wait(30));
        Assert.True(Environment.TickCount64 - start >= 20);
    }

    [Fact]
    public void A_wake_before_the_wait_is_kept_and_used_up()
    {
        using var set = Create();
        set.Wake();
        set.Wake();
        Assert.True(set.Wait(-1));
        Assert.False(set.Wait(0));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(0)]
    public void No_wake_is_lost_between_two_threads(int spin)
    {
        const int rounds = 50_000;
        using var here = Create();
        using var there = Create();
        here.SpinMicroseconds = there.SpinMicroseconds = spin;
        var ball = 0;
        void Play(WaitSet own, WaitSet other, int parity)
        {
            for (var i = parity; i < rounds; i += 2)
            {
                while (Volatile.Read(ref ball) != i) Assert.True(own.Wait(-1));
                Volatile.Write(ref ball, i + 1);
                other.Wake();
            }
        }

        Together.Run(() => Play(here, there, 0), () => Play(there, here, 1));
        Assert.Equal(rounds, ball);
    }

    [Fact]
    public void Many_threads_wake_one_and_none_is_forgotten()
    {
        const int wakers = 4, rounds = 5_000;
        using var set = Create();
        var posted = 0;
        void Waker()
        {
            var random = new Random(Environment.CurrentManagedThreadId);
            for (var i = 0; i < rounds; i++)
            {
                Interlocked.Increment(ref posted);
                set.Wake();
                Thread.SpinWait(random.Next(500));
            }
        }

        Together.Run(
            () =>
            {
                while (Volatile.Read(ref posted) < wakers * rounds) Assert.True(set.Wait(-1));
            },
            Waker, Waker, Waker, Waker);
    }

    [Fact]
    public void A_wake_after_the_end_is_harmless()
    {
        var set = Create();
        set.Dispose();
        set.Wake();
        set.Dispose();
        Assert.Throws<ObjectDisposedException>(() => set.Wait(0));
    }
}
