namespace Mpire.Tests.Forked;

/// <summary>The tests that cannot hold under StartMethod.Fork by their nature. A row says which words of the refusal it stands on: a test that fails in another
/// way fails, and so does a row none of whose tests fails.</summary>
internal static class NotUnderFork
{
    private const string FirstThread = "The first thread looks for what a worker does while another is to be started.";

    public static readonly Row[] Rows =
    [
        // Threads of the test's own, or what leaves one for ever, before workers are started.
        new("LoadContexts.*", ".NET SigHandler", "The tests start a compiler first."),
        new("Closures.Hooks_and_factories_beside_others_that_use_what_cannot_travel", ".NET Timer", "The test has a time limit before the workers are started."),
        new("Closures.A_lambda_beside_others_that_use_what_cannot_travel", "left behind: 2 × pipe", "The runtime keeps what it opens for a handler of signals."),
        new("Cancellation.A_blocking_call_is_cancelled_from_another_thread", ".NET Timer", "A worker is replaced after the test's time limit."),
        new("Cancellation.Ten_thousand_calls_cancelled_at_any_moment_all_end_and_the_pool_lives", ".NET Timer", "Workers are replaced beside the test's time limits."),
        new("Concurrency.Calls_from_many_threads", ".NET Long Runni", "Threads of the test call a new pool."),
        new("Concurrency.Pools_side_by_side", ".NET TP", "Threads of the thread pool call new pools."),
        new("Concurrency.Two_maps_begun_at_one_moment_one_runs_and_one_is_refused", ".NET TP", "Threads of the thread pool call a new pool."),
        new("CallerThreads.A_serializer_that_cuts_a_chunk_may_use_the_pool", "", "A thread of the thread pool waits for the pool while a worker is to be replaced."),
        new("SharedLocks.Workers_killed_at_any_moment_leave_no_half_change_that_nobody_is_told_of", "the task to begin", FirstThread),

        // What a copy has of the program is no message to it.
        new("StaticStates.A_static_field_that_the_program_has_set_is_told_of_once", "[10, 20, 30]", "A copy has the program's static fields."),
        new("StaticStates.Hooks_and_factories_that_read_a_static_field_are_told_of_or_refused", "Collections differ", "Hooks are inherited and see the program's static fields."),
        new("Serializers.It_writes_shared_objects_once", "Values differ", "Shared objects are inherited, not written."),
        new("SharedMemories.What_is_disposed_of_is_refused_at_the_call", "No exception was thrown", "Shared objects are inherited, so nobody looks whether they can travel."),
        new("CopyOnWriteArrays.What_a_worker_writes_neither_the_others_nor_the_caller_see", "Collections differ", "A copy has what the program has written to the array."),
        new("MapOptionsAndPoolOptions.Workers_run_with_their_profile_and_what_they_start_with_the_programs_settings", "Strings differ", "The workers' profile is the program's."),

        // Copies of copies.
        new("SharedMemories.Nested_pools_pass_it_on", "itself a copy", "Workers may not be copied."),
        new("CopyOnWriteArrays.It_is_shared_captured_argument_result_and_nested", "itself a copy", "Workers may not be copied."),
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
