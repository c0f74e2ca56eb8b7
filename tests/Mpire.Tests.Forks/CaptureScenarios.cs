namespace Mpire.Tests.Forks;

// What functions have captured is inherited too, by workers that are forked for their call.
internal static partial class Scenarios
{
    private static void CapturedUntransportable()
    {
        using var file = new StreamReader(typeof(Scenarios).Assembly.Location);
        var weak = new WeakReference(file);
        var (hash, length) = (file.GetHashCode(), file.BaseStream.Length);
        using var pool = new WorkerPool(Two with { KeepAlive = false });
        for (var i = 0; i < 3; i++)
        {
            var seen = pool.Map(x => (file.GetHashCode(), file.BaseStream.Length, weak.Target == file), Numbers);
            True(seen.All(one => one == (hash, length, true)), $"{seen[0]}");
        }

        True(pool.Apply(x => (x + file.GetHashCode(), file.BaseStream.ReadByte()), 1) == (hash + 1, 'M'), "a single call has not inherited it");
        True(file.BaseStream.ReadByte() == 'M', "a worker has moved the program's position");
        Same(Doubled, [.. pool.ImapUnordered(x => (2 * x) + (file.GetHashCode() - hash), Numbers).Order()]);
    }

    private static void CapturedLarge()
    {
        var words = Enumerable.Range(0, 100_000).ToDictionary(i => i, i => $"word {i}");
        _same = words;
        using var pool = new WorkerPool(Two);
        var seen = pool.Map(i => (Word: words[i], IsSame: ReferenceEquals(words, _same)), Numbers);
        True(seen[7] == ("word 7", true), $"what is large was copied: {seen[7]}");

        // These workers were there before the function, which is written for them.
        var other = words.Where(word => word.Key % 2 == 0).ToDictionary();
        True(pool.Map(i => other[i] + words.Count, [4, 8]).SequenceEqual(["word 4100000", "word 8100000"]), "the second function has failed");
    }

    private static void CapturedUseless()
    {
        var words = Enumerable.Range(0, 100_000).ToDictionary(i => i, i => $"word {i}");
        using var source = new CancellationTokenSource();
        var token = source.Token;
        var work = Task.FromResult(3);
        var mine = new Lock();
        using var pool = new WorkerPool(Two);

        // However much there is beside them: in a copy nobody cancels, ends or leaves them.
        True(Throws<SerializationException>(() => pool.Map(i => token.IsCancellationRequested, Numbers)).Message.Contains("Use the token", StringComparison.Ordinal), "another refusal");
        _ = Throws<SerializationException>(() => pool.Map(i => words[i] + token.IsCancellationRequested, Numbers));
        _ = Throws<SerializationException>(() => pool.Map(i => words[i] + work.Id, Numbers));
        _ = Throws<SerializationException>(() => pool.Map(i => words[i] + mine.IsHeldByCurrentThread, Numbers));
        _ = Throws<SerializationException>(() => pool.Map(i => words[i] + pool.GetHashCode(), Numbers));

        // What other lambdas of the block have captured does not count.
        True(pool.Map(i => words[i], Numbers)[9] == "word 9", "a function was refused for what it does not use");

        // Now there are workers; fresh ones would not help.
        var refusal = Throws<SerializationException>(() => pool.Map(i => token.IsCancellationRequested, Numbers));
        True(!refusal.Message.Contains("KeepAlive", StringComparison.Ordinal), refusal.Message);
    }

    private static void CapturedTooLate()
    {
        using var file = new StreamReader(typeof(Scenarios).Assembly.Location);
        var hash = file.GetHashCode();
        using var pool = new WorkerPool(Two);
        Same(Doubled, pool.Map(x => 2 * x, Numbers));
        var refusal = Throws<SerializationException>(() => pool.Map(x => file.GetHashCode(), Numbers));
        True(refusal.Message.Contains("KeepAlive = false", StringComparison.Ordinal) && refusal.Path is not null, refusal.Message);
        _ = Throws<SerializationException>(() => pool.Apply(() => file.GetHashCode()));
        Same(Doubled, pool.Map(x => 2 * x, Numbers));
        pool.Stop();
        True(pool.Map(x => file.GetHashCode(), Numbers).All(seen => seen == hash), "fresh workers have not inherited it");
    }

    private static void CapturedByReplacements()
    {
        using var file = new StreamReader(typeof(Scenarios).Assembly.Location);
        var hash = file.GetHashCode();
        using var pool = new WorkerPool(Two);
        var ids = pool.Map(x => file.GetHashCode() == hash ? Environment.ProcessId : 0, Enumerable.Range(0, 20), new MapOptions { WorkerLifespan = 1 });
        True(ids.Distinct().Count() == 20 && !ids.Contains(0), "a replaced worker has not inherited it");
        pool.Stop();
        var options = new MapOptions { Failures = FailurePolicy.Continue, ChunkSize = 1 };
        var outcomes = pool.Map(
            x =>
            {
                if (x % 10 == 3) Environment.Exit(3);
                return TaskOutcome.Of(file.GetHashCode());
            },
            Enumerable.Range(0, 30),
            options);
        True(outcomes.Count(outcome => outcome.Succeeded && outcome.Value == hash) == 27, "a worker in the place of a dead one has not inherited it");
    }

    private static async Task CapturedAsynchronously()
    {
        using var file = new StreamReader(typeof(Scenarios).Assembly.Location);
        var hash = file.GetHashCode();
        using var pool = new WorkerPool(Two with { KeepAlive = false });
        True((await pool.MapAsync(x => file.GetHashCode(), Numbers)).All(seen => seen == hash), "an asynchronous map has not inherited it");
        True(await pool.ApplyAsync(x => file.GetHashCode() + x, 2) == hash + 2, "an asynchronous call has not inherited it");
    }

    private static Dictionary<int, string>? _same;
}
