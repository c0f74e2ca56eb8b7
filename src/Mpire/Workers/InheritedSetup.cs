using System.Runtime.ExceptionServices;
using Mpire.Serialization;

namespace Mpire.Workers;

/// <summary>
/// What a fork server has read, once, for the workers that it will fork: they are born with it, shared objects included, and touch nothing of it
/// but by reading.
/// </summary>
internal sealed class InheritedSetup
{
    private readonly WorkerProgram? _program;
    private readonly SharedObjects? _shared;
    private readonly Exception? _failure;

    private InheritedSetup(WorkerProgram program, SharedObjects? shared)
    {
        (_program, _shared) = (program, shared);
        Codec = program.Serializer is { } serializer ? new PayloadCodec(serializer) : PayloadCodec.Default;
    }

    private InheritedSetup(Exception failure) => _failure = failure;

    /// <summary>The setup of the workers that are forked from now on; in a worker, its own.</summary>
    public static InheritedSetup? Current { get; set; }

    public PayloadCodec Codec { get; } = PayloadCodec.Default;

    /// <summary>The program.</summary>
    /// <exception cref="Exception">What reading it has thrown; a worker tells it as if it had read it itself.</exception>
    public WorkerProgram Program
    {
        get
        {
            if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
            return _program!;
        }
    }

    /// <summary>Functions that workers are born with, by number: of jobs that were there before them. In the process that forks, under its pool's gate.</summary>
    public Dictionary<long, TaskFunction> Functions { get; } = [];

    /// <summary>Whether there are shared objects.</summary>
    public bool HasShared => _shared is not null;

    /// <summary>A setup without anything.</summary>
    public static InheritedSetup Plain() => new(new PlainProgram(null, null), null);

    /// <summary>The setup of workers that are copies of the very process that made it. A factory of shared objects runs now.</summary>
    public static InheritedSetup Of(WorkerProgram program, SharedObjects? shared)
    {
        try
        {
            shared?.Make();
            return new InheritedSetup(program, shared);
        }
        catch (Exception failure)
        {
            // User code, told by the first worker as under the other methods.
            return new InheritedSetup(failure);
        }
    }

    /// <summary>Reads what a pool wrote, and makes the shared objects: a factory of theirs runs now. What it throws is kept for the workers.</summary>
    public static InheritedSetup Read(PayloadReader reader)
    {
        try
        {
            var program = PayloadCodec.Default.ReadGraph<WorkerProgram>(reader);
            var codec = program.Serializer is { } serializer ? new PayloadCodec(serializer) : PayloadCodec.Default;
            var shared = program.ReadShared(codec, reader);
            shared?.Make();
            return new InheritedSetup(program, shared);
        }
        catch (Exception failure)
        {
            // User code: its failure belongs to the workers, and through them to the call.
            return new InheritedSetup(failure);
        }
    }

    /// <summary>Makes the object that user functions get, around the inherited shared objects.</summary>
    public Worker CreateWorker(WorkerSession session) => Program.CreateWorker(session, _shared);
}
