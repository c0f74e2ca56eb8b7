using System.Runtime.CompilerServices;
using Mpire;

namespace Tour;

/// <summary>The asynchronous twins, async lambdas, asynchronous input.</summary>
internal static class Asynchronous
{
    public static async Task Run()
    {
        Say.Line("Asynchronous");
        await MapAsync();
        await Stream();
        await AsyncLambda();
        await AsyncInput();
        await ApplyAsync();
    }

    private static async Task MapAsync()
    {
        await using var pool = new WorkerPool(workers: 2);
        int[] squares = await pool.MapAsync(x => x * x, Enumerable.Range(0, 100));
        Say.That("last square", squares[^1], squares[^1] == 9801);
    }

    private static async Task Stream()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var documents = Enumerable.Range(1, 20).Select(pages => new string('x', pages));
        await using var pool = new WorkerPool(workers: 2);
        var lengths = 0;
        await foreach (var page in pool.ImapUnorderedAsync(Render, documents, cancellationToken: timeout.Token))
        {
            lengths += page.Length;
        }

        Say.That("pages", lengths, lengths == 420);

        static string Render(string document) => document + document;
    }

    private static async Task AsyncLambda()
    {
        await using var pool = new WorkerPool(workers: 2);
        // Awaited in the worker; the result is an int[], not a Task<int>[].
        int[] lengths = await pool.MapAsync(async file => (await File.ReadAllBytesAsync(file)).Length, Directory.GetFiles(AppContext.BaseDirectory, "Mpire.*"));
        Say.That("files read", lengths.Length, lengths.All(length => length > 0));
    }

    private static async Task AsyncInput()
    {
        await using var pool = new WorkerPool(workers: 2);
        var sum = 0;
        await foreach (var square in pool.ImapAsync(x => x * x, Ticks(10))) sum += square;
        Say.That("squares of an asynchronous input", sum, sum == 285);

        static async IAsyncEnumerable<int> Ticks(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < count; i++)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return i;
            }
        }
    }

    private static async Task ApplyAsync()
    {
        await using var pool = new WorkerPool(workers: 2);
        Task<int> product = pool.ApplyAsync((a, b) => a * b, 6, 7);
        Task<string> upper = pool.ApplyAsync(text => text.ToUpperInvariant(), "side by side");
        Say.That("two calls at once", $"{await product}, {await upper}", await product == 42);
    }
}
