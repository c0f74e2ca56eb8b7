namespace Mpire.Benchmarks.Study;

/// <summary>A setting of the workers' runtime that is tried at two levels: left alone, and set.</summary>
/// <param name="Name">Its name in the report and on the command line.</param>
/// <param name="Variables">What sets it.</param>
internal sealed record Factor(string Name, params (string Name, string Value)[] Variables)
{
    /// <summary>All that are tried. What only a runtime built for debugging reads is not among them.</summary>
    public static readonly Factor[] All =
    [
        new("no-profile", ("DOTNET_TieredPGO", "0")),
        new("quick-profile", ("DOTNET_TieredPGO_InstrumentedTierAlwaysOptimized", "1")),
        new("loops-soon", ("DOTNET_TC_OnStackReplacement_InitialCounter", "64"), ("DOTNET_OSR_HitLimit", "1")),
        new("loops-at-once", ("DOTNET_TC_QuickJitForLoops", "0")),
        new("delay-10", ("DOTNET_TC_CallCountingDelayMs", "A")),
        new("calls-10", ("DOTNET_TC_CallCountThreshold", "A")),
        new("calls-128", ("DOTNET_TC_CallCountThreshold", "80")),
        new("batch-gc", ("DOTNET_gcConcurrent", "0")),
        new("gen0-32M", ("DOTNET_GCgen0size", "2000000")),
        new("keep-memory", ("DOTNET_GCRetainVM", "1")),
        new("one-tier", ("DOTNET_TieredCompilation", "0")),
    ];

    /// <summary>Those of the screening. With one tier of code the other factors of compilation say nothing, a profile is quick only
    /// where there is one, loops are replaced soon only where they are not compiled at once, and a threshold is either lower or higher.</summary>
    public static readonly Factor[] Screened = [.. All.Where(static factor => factor.Name is not ("one-tier" or "quick-profile" or "loops-soon" or "calls-128"))];

    /// <summary>Several of them together.</summary>
    /// <param name="names">Joined by +; <c>none</c> for none.</param>
    /// <exception cref="ArgumentException">There is no such factor.</exception>
    public static Dictionary<string, string?> Set(string names)
    {
        var set = names == "none" ? [] : names.Split('+').Select(name => Array.Find(All, factor => factor.Name == name)
            ?? throw new ArgumentException($"There is no factor '{name}'. There are: none, {string.Join(", ", All.Select(static factor => factor.Name))}.", nameof(names)));
        return set.SelectMany(static factor => factor.Variables).ToDictionary(static pair => pair.Name, static string? (pair) => pair.Value);
    }
}
