using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Forking;

/// <summary>
/// Copies the very process that runs: on its finalizer thread, the one thread of the runtime that a copy must have and cannot make, while every other
/// thread stands still.
/// </summary>
/// <remarks>
/// As in a fork server the fork happens inside a finalizer, which here ends in both processes. The thread that asks stands still until it is over, so
/// that of what it holds and has begun nothing changes meanwhile. Why this is safe: docs/start-methods.md.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class SelfFork
{
    private const int Patience = 10_000;
    private const int StrangersPatience = 200;
    private const int CompilersPatience = 500;
    private const uint ShortestNap = 200;
    private const uint LongestNap = 5000;
    private const int Wanted = 0;
    private const int Arrived = 1;
    private const int GivenUp = 2;

    private static readonly Lock Gate = new();
    private static Inheritance? _inheritance;

    private readonly Inheritance _inherited;
    private readonly CopyOrders _orders;
    private readonly Action _inCopy;
    private int _state;
    private ServerRefusal? _refusal;
    private int _forked = QuietFork.NotQuiet;
    private int _error;

    private SelfFork(Inheritance inherited, CopyOrders orders, Action inCopy) => (_inherited, _orders, _inCopy) = (inherited, orders, inCopy);

    /// <summary>Whether what a fork needs is there.</summary>
    /// <returns>Why not, or <see langword="null"/>.</returns>
    public static ServerRefusal? Prepare()
    {
        lock (Gate)
        {
            if (_inheritance is not null) return null;
            if (GCSettings.IsServerGC || GCSettings.LatencyMode != GCLatencyMode.Batch)
                return new("The runtime's server or concurrent garbage collection is on, whose threads a copy would not have.", UseServer);
            RawCalls.Link();
            if (Inheritance.TryMake(Environment.ProcessId, out var made) is { } whyNot) return new(whyNot, ServerRefusal.UseSpawn);
            _inheritance = made;
            return null;
        }
    }

    /// <summary>What helps in most cases.</summary>
    public const string UseServer = "Choose StartMethod.ForkServer, whose workers are copies of a process of its own.";

    /// <summary>Forks workers, all in one moment: what takes long is to wait for it.</summary>
    /// <param name="orders">Who they are; has the processes afterwards.</param>
    /// <param name="standStill">Wakes the threads of this library, which then stand still.</param>
    /// <param name="inCopy">Lets the copy forget what is none of its business.</param>
    /// <param name="error">The system's error, if it could not fork all of them.</param>
    /// <param name="refusal">Why nothing was tried.</param>
    /// <returns>How many there are.</returns>
    public static int Fork(CopyOrders orders, Action standStill, Action inCopy, out int error, out ServerRefusal? refusal)
    {
        lock (Gate)
        {
            var request = new SelfFork(_inheritance!.Value, orders, inCopy);
            StandStill.Begin();
            try
            {
                standStill();
                Drop(request);
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
                request.AwaitArrival();
            }
            catch
            {
                StandStill.End();
                throw;
            }

            // Until the finalizer's thread, which has it now, or nobody, ends it.
            StandStill.Here();
            (error, refusal) = (request._error, request._refusal);
            return Math.Max(request._forked, 0);
        }
    }

    // Not inlined, or the object would still lie on the stack of the caller.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(SelfFork request) => _ = new Entrance(request);

    private void AwaitArrival()
    {
        for (var waited = 0; Volatile.Read(ref _state) == Wanted && waited < Patience * 20; waited++) _ = RawCalls.Nap(50);
        if (Interlocked.CompareExchange(ref _state, GivenUp, Wanted) != Wanted) return;
        _refusal = new("The finalizer's thread, which would fork, is busy: a finalizer has been running for ten seconds.", "Let finalizers end soon. Or " + Lower(UseServer));
        StandStill.End();
    }

    // The finalizer's thread.
    private void Serve()
    {
        if (Interlocked.CompareExchange(ref _state, Arrived, Wanted) != Wanted) return;
        try
        {
            Try();
        }
        catch (Exception failure) when (!IsCopy)
        {
            _refusal = new($"The look at the process's own threads has failed: {failure.Message}", UseServer);
        }

        if (IsCopy) BecomeCopy();
        else StandStill.End();
    }

    private bool IsCopy => _forked >= 0 && _forked < _orders.Count && _orders.Processes[_forked] == 0;

    private void Try()
    {
        var until = Environment.TickCount64 + Patience;
        var strangersSince = 0L;
        var nap = ShortestNap;
        while (true)
        {
            var threads = ThreadsAtRest.Look();

            // A thread that has just been made has not told its name yet.
            if (threads.Strangers is null) strangersSince = 0;
            else if (strangersSince == 0) strangersSince = Environment.TickCount64;
            if (threads.Strangers is { } strangers && Environment.TickCount64 - strangersSince > StrangersPatience)
            {
                _refusal = Describe(strangers);
                return;
            }

            if (threads.Strangers is null && threads.Restless is null)
            {
                // Nothing managed runs until then: it would be new code, and the compiler's thread, which is waited for, would have more to do. Not for long: a thread
                // may have been counted that was on its way out, or had not told its name yet.
                _forked = QuietFork.TryMany(threads.Count, CompilersPatience, _orders.Processes, _orders.Count);

                // At once, before anything else sets it.
                if (_forked >= 0 && _forked < _orders.Count) _error = Marshal.GetLastSystemError();
                if (_forked != QuietFork.NotQuiet) return;
            }

            if (Environment.TickCount64 > until)
            {
                _refusal = new(
                    $"A worker was to be forked while {threads.Restless ?? "the compiler's thread"} was at work, and it has not come to rest for ten seconds.",
                    "Let the program's first thread wait for the call. Or " + Lower(UseServer));
                return;
            }

            // What ends soon ends within a few of them; the thread pool takes a second.
            _ = RawCalls.Nap(nap);
            nap = Math.Min(nap + (nap / 8), LongestNap);
        }
    }

    private void BecomeCopy()
    {
        StandStill.End();
        ThreadPoolParts.ForgetWatcher();
        _orders.CloseOthers(_forked);
        _inCopy();
        Offspring.Begin(_inherited, _orders.Message(_forked), _orders.Descriptors(_forked));
    }

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];

    private static ServerRefusal Describe(string threads) => new(
        $"The program has threads that a copy of it would not have: {threads}.", $"{WhatHelps(threads)} Or c{UseServer[1..]}");

    // Those of the thread pool end by themselves.
    private static string WhatHelps(string threads) => threads.Contains(".NET TP", StringComparison.Ordinal)
        ? "One of the thread pool's threads makes the call, or has been at work for long: await the asynchronous call, or call on a thread of your own."
        : Bystanders.WhatStarts(threads);

    /// <summary>An object whose finalizer forks.</summary>
    private sealed class Entrance(SelfFork request)
    {
        ~Entrance() => request.Serve();
    }
}
