using Mpire.Transport;

namespace Mpire.Tests.Transport;

public sealed class SignalWaitSetTests : WaitSetContract
{
    private protected override WaitSet Create() => new SignalWaitSet();
}
