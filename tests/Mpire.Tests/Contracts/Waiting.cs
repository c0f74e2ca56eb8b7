using Mpire.Interop.Linux;

namespace Mpire.Tests.Contracts;

/// <summary>The tests' way to wait for what happens elsewhere: to look again and again.</summary>
internal static class Waiting
{
    /// <summary>Looks until something is so, or the time is over.</summary>
    /// <returns>Whether it is.</returns>
    public static bool Until(Func<bool> condition, TimeSpan limit) => SpinWait.SpinUntil(
        () =>
        {
            // A thread that looks all the time stands in the way of a copy of the process. So it stands still for it, as the pool's own threads do.
            StandStill.Here();
            return condition();
        },
        limit);
}
