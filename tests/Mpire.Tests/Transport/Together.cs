using System.Runtime.ExceptionServices;

namespace Mpire.Tests.Transport;

/// <summary>Runs actions at the same time on threads of their own, with a guard against hanging.</summary>
internal static class Together
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    public static void Run(params Action[] actions)
    {
        var failures = new Exception?[actions.Length];
        var threads = new Thread[actions.Length];
        for (var i = 0; i < actions.Length; i++)
        {
            var index = i;
            threads[i] = new Thread(() =>
            {
                try
                {
                    actions[index]();
                }
                catch (Exception failure)
                {
                    failures[index] = failure;
                }
            })
            {
                IsBackground = true,
            };
            threads[i].Start();
        }

        var until = DateTime.UtcNow + Guard;
        for (var i = 0; i < threads.Length; i++)
        {
            while (!threads[i].Join(50))
            {
                if (Array.Find(failures, f => f is not null) is { } first) ExceptionDispatchInfo.Throw(first);
                Assert.True(DateTime.UtcNow < until, $"Action {i} hangs.");
            }
        }

        if (Array.Find(failures, f => f is not null) is { } failed) ExceptionDispatchInfo.Throw(failed);
    }
}
