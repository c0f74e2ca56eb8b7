using Mpire.Tests.Contracts;

namespace Mpire.Tests.ByStartMethod;

/// <summary>
/// The contracts for workers that are copies of the program. A test runner has too many threads to be copied, so it must not find these: that is why they
/// lie in a class that is not public. A program of its own runs them, see <see cref="Forked.ContractHost"/>.
/// </summary>
internal static class Forks
{
    private static readonly WorkerPoolOptions Options = new() { StartMethod = StartMethod.Fork };

    public sealed class Maps : MapContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class CallerThreads : CallerThreadContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Ends : EndContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Inputs : InputContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class WaitingInputs : WaitingInputContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class MapOptionsAndPoolOptions : OptionContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class LazyMaps : LazyContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Schedules : SchedulingContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Payloads : PayloadContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Arrivals : ArrivalContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class LoadContexts : PluginContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Delegates : DelegateContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Closures : ClosureContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class StaticStates : StaticStateContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class LostChangeReports : LostChangeContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class CallContexts : ContextContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Failures : FailureContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Policies : PolicyContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class TimeLimits : TimeLimitContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class MemoryLimits : MemoryLimitContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Cancellation : CancellationContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Concurrency : ConcurrencyContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Misuse : MisuseContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Serializers : SerializerContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class KilledWorkers : KilledWorkerContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class EveryForm : FormContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class AsynchronousLambdas : AwaitedContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Blocks : BlockContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class SharedMemories : SharedMemoryContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class SharedLocks : SharedLockContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Events : EventContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class SharedAtomics : SharedAtomicsContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class SharedSignals : SharedSignalContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class SharedBarriers : SharedBarrierContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class CopyOnWriteArrays : CopyOnWriteContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Managers : ManagerContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class SharedQueues : SharedQueueContract
    {
        protected override WorkerPoolOptions Method => Options;
    }
}
