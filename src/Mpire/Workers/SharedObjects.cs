using Mpire.Serialization;

namespace Mpire.Workers;

/// <summary>A pool's shared objects on their way to the workers: a value, or the function that makes it where it is used.</summary>
internal abstract class SharedObjects
{
    /// <summary>Writes value or factory for a worker process. Done once per pool start, however many workers there are.</summary>
    /// <exception cref="SerializationException">It cannot travel.</exception>
    public abstract void Write(PayloadCodec codec, PayloadWriter writer);

    /// <summary>Runs the factory if there is one and it has not run.</summary>
    public abstract void Make();
}

/// <inheritdoc/>
internal sealed class SharedObjects<TShared> : SharedObjects
{
    private readonly Func<TShared>? _factory;
    private readonly Lock _making = new();
    private TShared? _value;
    private bool _made;

    public SharedObjects(TShared value)
    {
        TaskResults.RefuseKept<TShared>("The shared object", "shared");
        _value = value;
        _made = true;
    }

    public SharedObjects(Func<TShared> factory)
    {
        TaskResults.RefuseKept<TShared>("The shared object", nameof(factory));
        _factory = factory;
    }

    public static SharedObjects<TShared> Read(PayloadCodec codec, PayloadReader reader) =>
        reader.ReadByte() == 0
            ? new SharedObjects<TShared>(codec.ReadGraph<Func<TShared>>(reader))
            : new SharedObjects<TShared>(codec.Read<TShared>(reader));

    public override void Write(PayloadCodec codec, PayloadWriter writer)
    {
        if (_factory is { } factory)
        {
            writer.WriteByte(0);
            codec.WriteGraph(writer, factory, "shared");
        }
        else
        {
            writer.WriteByte(1);
            codec.Write(writer, _value!, "shared");
        }
    }

    public override void Make() => Get();

    /// <summary>The objects. With worker threads the first that asks runs the factory and all get the same.</summary>
    public TShared Get()
    {
        if (_made) return _value!;
        lock (_making)
        {
            if (!_made)
            {
                _value = _factory!();
                Volatile.Write(ref _made, true);
            }

            return _value!;
        }
    }
}
