namespace Mpire.Tests.Contracts;

/// <summary>Counts what happens in any process: an empty file per event.</summary>
/// <param name="Folder">Where.</param>
public sealed record Tally(string Folder)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(50);

    public int Count => Directory.GetFiles(Folder).Length;

    public void Add() => File.WriteAllBytes(Path.Combine(Folder, Guid.NewGuid().ToString("N")), []);

    /// <summary>Counts under a name.</summary>
    /// <returns>How often that name was counted, this time included.</returns>
    public int AddAs(string name)
    {
        File.WriteAllBytes(Path.Combine(Folder, $"{name}.{Guid.NewGuid():N}"), []);
        return Directory.GetFiles(Folder, $"{name}.*").Length;
    }

    /// <summary>Counts well after it has returned: a count that is there was waited for.</summary>
    public async Task AddSoon()
    {
        await Task.Delay(5);
        Add();
    }

    public async ValueTask AddSoonByValue() => await AddSoon();

    public async Task<int> AddSoonWithCount()
    {
        await AddSoon();
        return Count;
    }

    public async ValueTask<int> AddSoonByValueWithCount() => await AddSoonWithCount();

    /// <summary>Waits until so many events have happened.</summary>
    public void WaitFor(int count)
    {
        var tally = this;
        if (!Waiting.Until(() => tally.Count >= count, Limit)) throw new TimeoutException($"{Count} events instead of {count}");
    }
}
