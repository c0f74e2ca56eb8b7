using Mpire.Managing;

namespace Mpire.Tests.Contracts;

/// <summary>What the runtime opens with its first socket it keeps, and is not a leak of the first test that has one.</summary>
internal static class FirstSocket
{
    public static void Open()
    {
        // It starts a thread for ever, which no copy of this process could have.
        if (StartMethods.IsSupported(StartMethod.Fork, out _)) return;
        using var place = MeetingPlace.Open(isFile: false);
        MeetingPlace.Connect(place.Address, new byte[32]).Dispose();
    }
}
