using System.Globalization;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Mpire.Tests.Contracts;
using Xunit.Sdk;
using Xunit.v3;

namespace Mpire.Tests.Forked;

/// <summary>One test of a contract class: a fact, or a theory with one row of its data.</summary>
/// <param name="Contract">The class.</param>
/// <param name="Method">The test's method.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Name">The same in every process.</param>
/// <param name="Skip">Why its author has it skipped.</param>
internal sealed record ContractTest(Type Contract, MethodInfo Method, object?[] Arguments, string Name, string? Skip)
{
    /// <summary>The contract classes under StartMethod.Fork.</summary>
    public static IEnumerable<Type> Contracts => typeof(ByStartMethod.Forks).GetNestedTypes().OrderBy(static type => type.Name, StringComparer.Ordinal);

    /// <summary>The tests of one of them, always in the same order.</summary>
    public static List<ContractTest> Of(Type contract) =>
    [
        .. from method in contract.GetMethods().OrderBy(static method => method.Name, StringComparer.Ordinal)
        where method.GetCustomAttribute<FactAttribute>() is not null
        from test in Of(contract, method)
        select test,
    ];

    /// <summary>Runs it, as the runner would.</summary>
    public async Task Run()
    {
        var contract = (PoolContract)Activator.CreateInstance(Contract)!;
        await contract.InitializeAsync();
        Exception? failure = null;
        try
        {
            switch (Method.Invoke(contract, BindingFlags.DoNotWrapExceptions, null, Arguments, null))
            {
                case Task task: await task; break;
                case ValueTask task: await task; break;
            }
        }
        catch (Exception wrong)
        {
            failure = wrong;
        }

        try
        {
            await contract.DisposeAsync();
        }
        catch (Exception) when (failure is not null)
        {
            // What a test that fails has left behind is the lesser news.
        }

        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private static IEnumerable<ContractTest> Of(Type contract, MethodInfo method)
    {
        var skip = method.GetCustomAttribute<FactAttribute>()!.Skip;
        if (method.GetCustomAttribute<TheoryAttribute>() is null) return [new(contract, method, [], method.Name, skip)];

        // Without the runner they do not know whose member is meant.
        var sources = method.GetCustomAttributes().OfType<IDataAttribute>().ToList();
        foreach (var member in sources.OfType<MemberDataAttribute>()) member.MemberType ??= contract;
        var rows = from source in sources
                   from row in source.GetData(method, new DisposalTracker()).AsTask().GetAwaiter().GetResult()
                   select row;
        return rows.Select((row, number) => new ContractTest(contract, method, row.GetData(), $"{method.Name} {number}({Describe(row.GetData())})", row.Skip ?? skip));
    }

    private static string Describe(object?[] arguments) => string.Join(
        ", ", arguments.Select(static x => x is string or ValueType ? Convert.ToString(x, CultureInfo.InvariantCulture) : x?.GetType().Name ?? "null"));
}
