using System.Linq.Expressions;
using System.Reflection.Emit;

namespace Mpire.Tests.Serialization;

public class DelegateTests
{
    private readonly int _factor = 3;

    [Fact]
    public void Static_methods_and_lambdas_without_captures_travel()
    {
        Assert.Equal(9, RoundTrip.Of<Func<int, int>>(Square)(3));
        Assert.Equal(9, RoundTrip.Of<Func<int, int>>(x => x * x)(3));
        Assert.Equal(9, RoundTrip.Of<Func<int, int>>(static x => x * x)(3));
        Assert.Equal(3, RoundTrip.Of<Func<int, int, int>>(Math.Max)(1, 3));
    }

    [Fact]
    public void Closures_travel_with_nested_closures_loop_variables_and_this()
    {
        int a = 2;
        var results = new List<Func<int>>();
        for (int i = 0; i < 3; i++)
        {
            int b = i * 10;
            results.Add(() => a + b + _factor);
        }

        List<Func<int>> copies = RoundTrip.Of(results);
        Assert.Equal([5, 15, 25], copies.Select(f => f()));
        Func<int, Func<int, int>> outer = x => y => (x * 100) + (y * 10) + a;
        Assert.Equal(342, RoundTrip.Of(outer(3))(4));
        Assert.Equal(342, RoundTrip.Of(outer)(3)(4));
    }

    [Fact]
    public void Local_functions_and_recursive_lambdas_travel()
    {
        int plus = 1;
        int Add(int x) => x + plus;
        Assert.Equal(6, RoundTrip.Of<Func<int, int>>(Add)(5));
        Func<int, int>? factorial = null;
        factorial = n => n < 2 ? 1 : n * factorial!(n - 1);
        Assert.Equal(120, RoundTrip.Of(factorial)(5));
    }

    [Fact]
    public void Generic_methods_and_methods_of_generic_types_travel()
    {
        Assert.Equal("Int32:5", RoundTrip.Of<Func<int, string>>(Describe<int>)(5));
        Assert.Equal("String:x", RoundTrip.Of<Func<string, string>>(Describe<string>)("x"));
        Assert.Equal("Holder String k v", RoundTrip.Of<Func<string, string>>(new Holder<string>("k").Join<string>)("v"));
        Assert.Equal("Holder Int32 1 2", RoundTrip.Of<Func<int, string>>(new Holder<int>(1).Join<int>)(2));
        Assert.Equal(7, Make(7)());
    }

    [Fact]
    public void Bound_open_extension_struct_and_multicast_delegates_travel()
    {
        Assert.Equal(5, RoundTrip.Of<Func<int>>("hello".CountOf)());
        var open = (Func<string, string>)Delegate.CreateDelegate(typeof(Func<string, string>), typeof(string).GetMethod("Trim", [])!);
        Assert.Equal("x", RoundTrip.Of(open)(" x "));
        Assert.Equal("7", RoundTrip.Of<Func<string>>(7.ToString)());
        var nothing = (Func<int>)Delegate.CreateDelegate(typeof(Func<int>), null, typeof(Extensions).GetMethod(nameof(Extensions.CountOf))!);
        Assert.Equal(-1, RoundTrip.Of(nothing)());
        var log = new List<int>();
        Action<List<int>> both = l => l.Add(1);
        both += l => l.Add(2);
        RoundTrip.Of(both)(log);
        Assert.Equal([1, 2], log);
    }

    [Fact]
    public void Code_made_at_run_time_is_refused()
    {
        var method = new DynamicMethod("m", typeof(int), []);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        Assert.Contains("run time", Assert.Throws<SerializationException>(() => RoundTrip.Of(method.CreateDelegate<Func<int>>())).Message, StringComparison.Ordinal);
        Expression<Func<int, int>> expression = x => x + 1;
        Assert.Throws<SerializationException>(() => RoundTrip.Of(expression.Compile()));
    }

    [Fact]
    public void Another_build_of_the_assembly_is_an_error_and_never_a_wrong_call()
    {
        byte[] bytes = RoundTrip.Bytes<Func<int, int>>(Square);
        byte[] build = typeof(DelegateTests).Module.ModuleVersionId.ToByteArray();
        int at = bytes.AsSpan().IndexOf(build);
        Assert.True(at > 0);
        bytes[at] ^= 0xFF;
        SerializationException error = Assert.Throws<SerializationException>(() => RoundTrip.Read<Func<int, int>>(bytes));
        Assert.Contains("another build", error.Message, StringComparison.Ordinal);
    }

    private static int Square(int x) => x * x;

    private static string Describe<T>(T value) => typeof(T).Name + ":" + value;

    private static Func<T> Make<T>(T value) => RoundTrip.Of<Func<T>>(() => value);

    private sealed class Holder<T>(T value)
    {
        public string Join<TOther>(TOther other) => $"Holder {typeof(T).Name} {value} {other}";
    }
}

internal static class Extensions
{
    public static int CountOf(this string? text) => text is null ? -1 : text.Length;
}
