using System.Reflection;

namespace Mpire.Tests.Contracts;

/// <summary>Every overload of every verb: its tasks run to their ends, their results are right and in their order, their failures arrive.</summary>
public abstract class FormContract(WorkerPoolOptions method) : PoolContract(method)
{
    private const int Items = 4;

    public static TheoryData<string> AllVerbs => [.. VerbTable.Verbs];

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Tasks_of_every_form_run_to_their_ends_and_give_their_results(string verb)
    {
        var pool = NewPool();
        foreach (var overload in Overloads(verb))
        {
            var tasks = new FormTasks(NewTally(), NewTally(), Fails: false);
            var results = await Call(pool, overload, tasks);
            var single = verb.StartsWith("Apply", StringComparison.Ordinal);
            Assert.True((single ? 1 : Items) == tasks.Ended.Count, $"{tasks.Ended.Count} tasks had ended when {overload} ended");
            if (results is null) continue;
            if (!Verbs.IsOrdered(verb)) Array.Sort(results);
            var count = ArgumentCount(overload);
            int[] expected = single ? [count * (count + 1) / 2] : [.. Enumerable.Range(0, Items).Select(i => Enumerable.Range(0, count).Sum(k => i + (10 * k)))];
            Assert.True(expected.SequenceEqual(results), $"{string.Join(' ', results)} from {overload}");
        }
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Failures_of_tasks_of_every_form_arrive(string verb)
    {
        var pool = NewPool();
        foreach (var overload in Overloads(verb))
        {
            var tasks = new FormTasks(NewTally(), NewTally(), Fails: true);
            var error = await Record.ExceptionAsync(() => Call(pool, overload, tasks));
            Assert.True(error is InvalidDataException, $"{error?.ToString() ?? "nothing"} from {overload}");
            Assert.StartsWith("failed with ", error!.Message, StringComparison.Ordinal);
            Assert.NotNull(TaskFailure.Of(error));
        }
    }

    private static IEnumerable<MethodInfo> Overloads(string verb) =>
        VerbTable.Overloads(typeof(WorkerPool)).Where(method => method.Name == verb)
            .Select(method => method.IsGenericMethod
                ? method.MakeGenericMethod([.. method.GetGenericArguments().Select(_ => typeof(int))])
                : method);

    // The arguments of single calls are 1, 2, 3; those of the others 0, 10, 20 and so on, one more with every item.
    private static async Task<int[]?> Call(WorkerPool pool, MethodInfo overload, FormTasks tasks)
    {
        var parameters = overload.GetParameters();
        var task = tasks.As(parameters[0].ParameterType);
        Assert.True(task is not null, $"no task for {overload}");
        object?[] arguments = overload.Name.StartsWith("Apply", StringComparison.Ordinal)
            ? [task, .. Enumerable.Range(1, parameters.Length - 2).Cast<object>(), CancellationToken.None]
            : [task, InputOf(parameters[1].ParameterType), new MapOptions { ChunkSize = 2 }, CancellationToken.None];
        var answer = overload.Invoke(pool, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        switch (answer)
        {
            case int result: return [result];
            case int[] results: return results;
            case IEnumerable<int> results: return [.. results];
            case IAsyncEnumerable<int> results: return await Verbs.Collect(results);
            case Task<int> result: return [await result];
            case Task<int[]> results: return await results;
            case Task done:
                await done;
                return null;
            default:
                Assert.Null(answer);
                return null;
        }
    }

    private static int ArgumentCount(MethodInfo overload)
    {
        var types = overload.GetParameters()[0].ParameterType.GetMethod("Invoke")!.GetParameters();
        return types.Count(parameter => parameter.ParameterType == typeof(int));
    }

    private static object InputOf(Type type)
    {
        var item = type.GetGenericArguments()[0];
        if (item == typeof(int)) return InputOf(type, Enumerable.Range(0, Items));
        return item.GetGenericArguments().Length == 2
            ? InputOf(type, Enumerable.Range(0, Items).Select(i => (i, i + 10)))
            : InputOf(type, Enumerable.Range(0, Items).Select(i => (i, i + 10, i + 20)));
    }

    private static object InputOf<T>(Type type, IEnumerable<T> items) =>
        type == typeof(IEnumerable<T>) ? items
        : type == typeof(ReadOnlyMemory<T>) ? new ReadOnlyMemory<T>([.. items])
        : items.ToAsyncEnumerable();
}
