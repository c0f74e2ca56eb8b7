namespace Mpire.Tests.Contracts;

/// <summary>All calls of the map family by name, so that one test can be told of each of them.</summary>
internal static class Verbs
{
    public static readonly string[] Ordered = ["Map", "Imap", "MapAsync", "ImapAsync"];
    public static readonly string[] Unordered = ["MapUnordered", "ImapUnordered", "MapUnorderedAsync", "ImapUnorderedAsync"];
    public static readonly string[] Lazy = ["Imap", "ImapUnordered", "ImapAsync", "ImapUnorderedAsync"];
    public static readonly string[] All = [.. Ordered, .. Unordered];

    public static bool IsOrdered(string verb) => !verb.Contains("Unordered", StringComparison.Ordinal);

    public static async Task<TResult[]> Run<T, TResult>(
        this WorkerPool pool, string verb, Func<T, TResult> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken token = default) => verb switch
        {
            "Map" => pool.Map(task, items, options, token),
            "MapUnordered" => pool.MapUnordered(task, items, options, token),
            "Imap" => [.. pool.Imap(task, items, options, token)],
            "ImapUnordered" => [.. pool.ImapUnordered(task, items, options, token)],
            "MapAsync" => await pool.MapAsync(task, items, options, token),
            "MapUnorderedAsync" => await pool.MapUnorderedAsync(task, items, options, token),
            "ImapAsync" => await Collect(pool.ImapAsync(task, items, options, token)),
            _ => await Collect(pool.ImapUnorderedAsync(task, items, options, token)),
        };

    public static async Task<TResult[]> Run<T, TResult>(
        this WorkerPool pool, string verb, Func<Worker, T, TResult> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken token = default) => verb switch
        {
            "Map" => pool.Map(task, items, options, token),
            "MapUnordered" => pool.MapUnordered(task, items, options, token),
            "Imap" => [.. pool.Imap(task, items, options, token)],
            "ImapUnordered" => [.. pool.ImapUnordered(task, items, options, token)],
            "MapAsync" => await pool.MapAsync(task, items, options, token),
            "MapUnorderedAsync" => await pool.MapUnorderedAsync(task, items, options, token),
            "ImapAsync" => await Collect(pool.ImapAsync(task, items, options, token)),
            _ => await Collect(pool.ImapUnorderedAsync(task, items, options, token)),
        };

    public static async Task<TResult[]> RunAwaited<T, TResult>(
        this WorkerPool pool, string verb, Func<T, Task<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken token = default) => verb switch
        {
            "Map" => pool.Map(task, items, options, token),
            "MapUnordered" => pool.MapUnordered(task, items, options, token),
            "Imap" => [.. pool.Imap(task, items, options, token)],
            "ImapUnordered" => [.. pool.ImapUnordered(task, items, options, token)],
            "MapAsync" => await pool.MapAsync(task, items, options, token),
            "MapUnorderedAsync" => await pool.MapUnorderedAsync(task, items, options, token),
            "ImapAsync" => await Collect(pool.ImapAsync(task, items, options, token)),
            _ => await Collect(pool.ImapUnorderedAsync(task, items, options, token)),
        };

    public static async Task<TResult[]> RunAwaited<T, TResult>(
        this WorkerPool pool, string verb, Func<Worker, T, Task<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken token = default) => verb switch
        {
            "Map" => pool.Map(task, items, options, token),
            "MapUnordered" => pool.MapUnordered(task, items, options, token),
            "Imap" => [.. pool.Imap(task, items, options, token)],
            "ImapUnordered" => [.. pool.ImapUnordered(task, items, options, token)],
            "MapAsync" => await pool.MapAsync(task, items, options, token),
            "MapUnorderedAsync" => await pool.MapUnorderedAsync(task, items, options, token),
            "ImapAsync" => await Collect(pool.ImapAsync(task, items, options, token)),
            _ => await Collect(pool.ImapUnorderedAsync(task, items, options, token)),
        };

    /// <summary>The same over an asynchronous input, which only the asynchronous calls take.</summary>
    public static Task<TResult[]> RunOver<T, TResult>(
        this WorkerPool pool, string verb, Func<T, TResult> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken token = default) => verb switch
        {
            "MapAsync" => pool.MapAsync(task, items, options, token),
            "MapUnorderedAsync" => pool.MapUnorderedAsync(task, items, options, token),
            "ImapAsync" => Collect(pool.ImapAsync(task, items, options, token)),
            _ => Collect(pool.ImapUnorderedAsync(task, items, options, token)),
        };

    public static async Task<T[]> Collect<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items) all.Add(item);
        return [.. all];
    }
}
