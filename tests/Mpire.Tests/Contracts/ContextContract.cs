using System.Diagnostics;
using System.Globalization;

namespace Mpire.Tests.Contracts;

/// <summary>What of its call's context a task sees: cultures and the trace, as with <see cref="Parallel"/>; nothing else.</summary>
public abstract class ContextContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static readonly string[] Items = ["1,5", "1,5", "1,5", "1,5"];
    private static readonly AsyncLocal<string?> Local = new();

    [Fact]
    public void A_task_parses_and_formats_under_the_culture_of_its_call()
    {
        var pool = NewPool();
        var german = CultureInfo.GetCultureInfo("de-DE");
        var invariant = CultureInfo.InvariantCulture;
        Assert.Equal([1.5, 1.5, 1.5, 1.5], In(german, () => pool.Map(double.Parse, Items)));
        Assert.Equal([15, 15, 15, 15], In(invariant, () => pool.Map(double.Parse, Items)));
        Assert.Equal(1.5, In(german, () => pool.Apply(double.Parse, "1,5")));
        Assert.Equal(15, In(invariant, () => pool.Apply(double.Parse, "1,5")));
        Assert.Equal(["de-DE/de-DE", "de-DE/de-DE"], In(german, () => pool.Imap(static _ => Names(), [1, 2]).ToArray()));
        Assert.Equal("de-DE/de-DE", In(german, () => pool.Apply(static async () =>
        {
            await Task.Yield();
            return await Task.Run(Names);
        })));
    }

    [Fact]
    public async Task A_task_of_an_asynchronous_call_too()
    {
        var pool = NewPool();
        var german = CultureInfo.GetCultureInfo("de-DE");
        var all = await In(german, () => pool.MapAsync(double.Parse, Items));
        Assert.Equal([1.5, 1.5, 1.5, 1.5], all);
        var (one, two) = (In(german, () => pool.ApplyAsync(double.Parse, "1,5")), In(CultureInfo.InvariantCulture, () => pool.ApplyAsync(double.Parse, "1,5")));
        Assert.Equal((1.5, 15), (await one, await two));
    }

    [Fact]
    public void The_two_cultures_are_told_apart_and_end_with_their_call()
    {
        var pool = NewPool(1);
        var before = Names();
        Assert.Equal(before, pool.Apply(Names));
        Assert.Equal("fr-FR/ja-JP", In(CultureInfo.GetCultureInfo("fr-FR"), () => pool.Apply(Names), CultureInfo.GetCultureInfo("ja-JP")));
        Assert.Equal(before, pool.Apply(Names));
    }

    [Fact]
    public void A_culture_that_was_changed_arrives_as_changed_each_time()
    {
        var pool = NewPool(1);
        var culture = new CultureInfo("de-DE");
        for (var i = 0; i < 3; i++)
        {
            culture.NumberFormat.NumberDecimalSeparator = "~!;"[i].ToString();
            Assert.Equal("1" + culture.NumberFormat.NumberDecimalSeparator + "5", In(culture, () => pool.Apply(static x => x.ToString("0.0", null), 1.5)));
        }

        culture.DateTimeFormat.ShortDatePattern = "yyyy|MM|dd";
        Assert.Equal("2026|11|27", In(culture, () => pool.Apply(static day => day.ToString("d", null), new DateTime(2026, 11, 27))));
    }

    [Fact]
    public void The_culture_of_other_threads_arrives_too()
    {
        var pool = NewPool(1);
        try
        {
            CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("de-DE", pool.Apply(OfThread));
        }
        finally
        {
            CultureInfo.DefaultThreadCurrentCulture = null;
        }

        Assert.Equal(OfThread(), pool.Apply(OfThread));

        static string OfThread()
        {
            var name = "";
            var thread = new Thread(() => name = CultureInfo.CurrentCulture.Name);
            thread.UnsafeStart();
            thread.Join();
            return name;
        }
    }

    [Fact]
    public void What_a_task_sets_ends_with_its_chunk()
    {
        var pool = NewPool(1);
        var before = Names();
        Assert.Equal("it-IT/" + before.Split('/')[1], pool.Apply(SetAndTell));
        Assert.Equal((before, null), pool.Apply(static () => (Names(), Local.Value)));
        Assert.Equal("de-DE/de-DE", In(CultureInfo.GetCultureInfo("de-DE"), () =>
        {
            pool.Apply(SetAndTell);
            return pool.Apply(Names);
        }));

        static string SetAndTell()
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("it-IT");
            Local.Value = "set";
            return Names();
        }
    }

    [Fact]
    public void Hooks_run_under_the_culture_of_the_call_that_a_worker_hears_first()
    {
        var pool = Track(NewBuilder(1).WithState(static _ => Names(), static worker => worker.State + " " + Names()).Build());
        Assert.Equal("de-DE/de-DE", In(CultureInfo.GetCultureInfo("de-DE"), () => pool.Apply(static worker => worker.State)));
        Assert.Equal("fr-FR/fr-FR", In(CultureInfo.GetCultureInfo("fr-FR"), () => pool.Apply(Names)));
        Assert.Equal(["de-DE/de-DE de-DE/de-DE"], pool.Stop<string>());
    }

    [Fact]
    public void What_the_init_hook_sets_is_the_workers()
    {
        var pool = Track(NewBuilder(1).WithHooks(init: static _ =>
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("it-IT");
            Local.Value = "init";
        }).Build());
        for (var i = 0; i < 2; i++)
        {
            Assert.StartsWith("it-IT/", In(CultureInfo.GetCultureInfo("de-DE"), () => pool.Apply(Names)), StringComparison.Ordinal);
            Assert.Equal("init", pool.Apply(static () => Local.Value));
            Assert.StartsWith("it-IT/", pool.Apply(Names), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_trace_goes_on_in_the_tasks_and_no_other_local_does()
    {
        var pool = NewPool();
        Local.Value = "of the caller";
        using var activity = new Activity("call");
        activity.SetIdFormat(ActivityIdFormat.W3C);
        activity.TraceStateString = "vendor=1";
        activity.Start();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal((activity.Id, "vendor=1", activity.SpanId.ToHexString()), pool.Apply(Tell));
            Assert.Equal([activity.Id, activity.Id, activity.Id, activity.Id], pool.Map(static _ => Activity.Current?.Id, Items));
        }

        activity.Stop();
        Assert.Equal((null, null, null), pool.Apply(Tell));
        Assert.Null(pool.Apply(static () => Local.Value));

        static (string?, string?, string?) Tell()
        {
            if (Activity.Current is not { } current) return default;
            using var child = new Activity("child");
            child.Start();
            return (current.Id, child.TraceStateString, child.ParentSpanId.ToHexString());
        }
    }

    private static string Names() => CultureInfo.CurrentCulture.Name + "/" + CultureInfo.CurrentUICulture.Name;

    private static T In<T>(CultureInfo culture, Func<T> call, CultureInfo? texts = null)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, texts ?? culture);
            return call();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }
}
