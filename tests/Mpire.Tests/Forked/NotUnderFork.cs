namespace Mpire.Tests.Forked;

/// <summary>The tests that cannot hold under StartMethod.Fork by their nature. A row says which words of the refusal it stands on: a test that fails in another
/// way fails, and so does a row none of whose tests fails.</summary>
internal static class NotUnderFork
{
    public static readonly Row[] Rows =
    [
        // What leaves a thread for ever, before a worker is started.
        new("Closures.Hooks_and_factories_beside_others_that_use_what_cannot_travel", ".NET Timer", "The test has a time limit before the workers are started."),
        new("Cancellation.Ten_thousand_calls_cancelled_at_any_moment_all_end_and_the_pool_lives", ".NET Timer", "Workers are replaced beside the test's time limits."),
        new("Managers.A_managed_object_stays_one_wherever_it_travels", ".NET Sockets", "The test calls from elsewhere what it shares, and starts workers later."),

        // A manager that nobody has called from elsewhere has no connections yet, so copies are made, and each has a copy of the objects.
        new("Managers.An_object_is_called_through_its_interface", "of which this worker is a copy", "What is inherited is not handed over."),
        new("Managers.After_its_disposal_every_call_is_refused", "of which this worker is a copy", "What is inherited is not handed over."),
    ];

    /// <summary>The row of a test, if there is one.</summary>
    public static Row? Find(string contract, string test) => Array.Find(Rows, row => row.IsOf(contract, test));

    /// <summary>One of them.</summary>
    /// <param name="Test">Class and method, or all of a class.</param>
    /// <param name="Refusal">What the failure says.</param>
    /// <param name="Reason">Why it has to be so.</param>
    internal sealed record Row(string Test, string Refusal, string Reason)
    {
        public bool IsOf(string contract, string test) => Test == $"{contract}.{test.Split(' ')[0]}" || Test == $"{contract}.*";
    }
}
