using Mpire.Tests.Contracts;

namespace Mpire.Tests.ByStartMethod;

/// <summary>The contracts for workers that a fork server makes.</summary>
public static class ForkServers
{
    private static readonly WorkerPoolOptions Options = new() { StartMethod = StartMethod.ForkServer };

    public sealed class Maps() : MapContract(Options);
    public sealed class CallerThreads() : CallerThreadContract(Options);
    public sealed class Ends() : EndContract(Options);
    public sealed class Inputs() : InputContract(Options);
    public sealed class WaitingInputs() : WaitingInputContract(Options);
    public sealed class MapOptionsAndPoolOptions() : OptionContract(Options);
    public sealed class LazyMaps() : LazyContract(Options);
    public sealed class Schedules() : SchedulingContract(Options);
    public sealed class Payloads() : PayloadContract(Options);
    public sealed class Arrivals() : ArrivalContract(Options);
    public sealed class LoadContexts() : PluginContract(Options);
    public sealed class Delegates() : DelegateContract(Options);
    public sealed class Closures() : ClosureContract(Options);
    public sealed class StaticStates() : StaticStateContract(Options);
    public sealed class LostChangeReports() : LostChangeContract(Options);
    public sealed class CallContexts() : ContextContract(Options);
    public sealed class Failures() : FailureContract(Options);
    public sealed class Policies() : PolicyContract(Options);
    public sealed class TimeLimits() : TimeLimitContract(Options);
    public sealed class MemoryLimits() : MemoryLimitContract(Options);
    public sealed class Cancellation() : CancellationContract(Options);
    public sealed class Concurrency() : ConcurrencyContract(Options);
    public sealed class Misuse() : MisuseContract(Options);
    public sealed class Serializers() : SerializerContract(Options);
    public sealed class KilledWorkers() : KilledWorkerContract(Options);
    public sealed class EveryForm() : FormContract(Options);
    public sealed class AsynchronousLambdas() : AwaitedContract(Options);
    public sealed class Blocks() : BlockContract(Options);
    public sealed class SharedMemories() : SharedMemoryContract(Options);
    public sealed class SharedLocks() : SharedLockContract(Options);
    public sealed class Events() : EventContract(Options);
    public sealed class SharedAtomics() : SharedAtomicsContract(Options);
    public sealed class SharedSignals() : SharedSignalContract(Options);
    public sealed class SharedBarriers() : SharedBarrierContract(Options);
    public sealed class CopyOnWriteArrays() : CopyOnWriteContract(Options);
    public sealed class Managers() : ManagerContract(Options);
    public sealed class SharedQueues() : SharedQueueContract(Options);
}
