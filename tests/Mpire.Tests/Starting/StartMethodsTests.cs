namespace Mpire.Tests.Starting;

public class StartMethodsTests
{
    [Theory]
    [InlineData(StartMethod.Default)]
    [InlineData(StartMethod.Spawn)]
    [InlineData(StartMethod.Threading)]
    public void An_ordinary_program_can_use_it(StartMethod method)
    {
        Assert.True(StartMethods.IsSupported(method, out var whyNot));
        Assert.Null(whyNot);
    }

    [Theory]
    [InlineData(StartMethod.Fork)]
    public void A_method_that_the_program_was_not_prepared_for_is_refused_with_a_remedy(StartMethod method)
    {
        Assert.False(StartMethods.IsSupported(method, out var whyNot));
        Assert.Contains("StartMethod.", whyNot, StringComparison.Ordinal);
        var error = Assert.Throws<StartMethodNotSupportedException>(() => StartMethods.Resolve(method));
        Assert.Equal(method, error.Method);
        Assert.Contains(error.Remedy, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(method, StartMethods.Supported);
    }

    [Fact]
    public void Spawn_is_the_default()
    {
        Assert.Equal(StartMethod.Spawn, StartMethods.Resolve(StartMethod.Default));
        Assert.Equal(StartMethod.Spawn, StartMethods.Supported[0]);
    }

    [Fact]
    public void A_number_that_is_no_method_is_misuse() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StartMethods.IsSupported((StartMethod)99, out _));
}
