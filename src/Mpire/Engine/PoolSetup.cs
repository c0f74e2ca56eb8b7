using System.Reflection;
using Mpire.Inspection;
using Mpire.Serialization;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>The worker program and shared objects of a pool, written once for all workers that are started with it.</summary>
internal sealed class PoolSetup(PoolEngine engine, WorkerProgram program, SharedObjects? shared, int version) : IDisposable
{
    private PayloadWriter? _written;

    public WorkerProgram Program { get; } = program;

    public SharedObjects? Shared { get; } = shared;

    /// <summary>Grows with every change; workers of an older version are replaced before the next map.</summary>
    public int Version { get; } = version;

    public PayloadCodec Codec { get; } = program.Serializer is { } serializer ? new PayloadCodec(serializer) : PayloadCodec.Default;

    /// <summary>Whether writing it may fail; otherwise it can wait until the first worker is on its way.</summary>
    public bool MayBeRefused { get; } = shared is not null || program.HasInit || program.HasExit || program.Serializer is not null;

    /// <summary>The static fields that the hooks set in each worker.</summary>
    public HashSet<FieldInfo> SetByHooks => field ??= [.. HeldFunctions.Of(Program, Shared).SelectMany(static held => StateWalk.Of(held.Function.Method).Writes)];

    /// <summary>The setup as sent to worker processes. Writing it is also the check that it can travel.</summary>
    /// <exception cref="SerializationException">A hook, something it captured or a shared object cannot.</exception>
    public PayloadWriter Written => _written ??= Write();

    /// <summary>The setup as it is, for workers that are copies of this process.</summary>
    public InheritedSetup? Inherited { get; private set; }

    /// <summary>Makes the shared objects, for workers that are copies of this process. Runs the user's code, so under no lock.</summary>
    public void Inherit()
    {
        // The factories run here, and what they write is seen.
        if (engine.Options.LostChanges != LostChanges.Ignore) LostWrites.Refuse(Program, null);
        Inherited = InheritedSetup.Of(Program, Shared);
    }

    public void Dispose()
    {
        _written?.Dispose();
        _written = null;
    }

    private PayloadWriter Write()
    {
        if (MayBeRefused) EditedCode.Refuse();
        if (engine.Options.LostChanges != LostChanges.Ignore) LostWrites.Refuse(Program, Shared);
        if (MayBeRefused) ProcessState.Look(engine, this);
        var writer = PayloadWriter.Rent();
        try
        {
            PayloadCodec.Default.WriteGraph(writer, Program, "pool");
            Shared?.Write(Codec, writer);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }
}
