using System.Reflection;
using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>A lazy value: what it holds, or the factory if it holds nothing yet.</summary>
internal sealed class LazyCodec<T>(Type type) : TypeCodec(type)
{
    private static readonly FieldInfo? Factory = typeof(Lazy<T>).GetField("_factory", BindingFlags.Instance | BindingFlags.NonPublic);

    public override object Create(GraphReader reader) => RuntimeHelpers.GetUninitializedObject(Type);

    public override void WriteContent(GraphWriter writer, object value)
    {
        var lazy = (Lazy<T>)value;
        PathNode? path = writer.Path;
        bool made = lazy.IsValueCreated;
        writer.Out.WriteByte(made ? (byte)1 : (byte)0);
        if (made)
        {
            writer.Path = path?.Member("Value");
            Items<T>.Write(writer, lazy.Value);
        }
        else
        {
            if (Type != typeof(Lazy<T>) || Factory?.GetValue(lazy) is not Func<T> factory)
            {
                throw Refusals.Refuse(writer, Type, "it has no value yet, and how to make one cannot be told", "Read its Value before sending it.");
            }

            // It has one as soon as somebody asks.
            writer.Out.IsVolatile = true;
            writer.Path = path?.Member("ValueFactory");
            Items<Func<T>>.Write(writer, factory);
        }

        writer.Path = path;
    }

    public override void ReadContent(GraphReader reader, object value)
    {
        bool made = reader.ReadFlag();
        Type argument = made ? typeof(T) : typeof(Func<T>);
        object? content = made ? Items<T>.Read(reader) : Items<Func<T>>.Read(reader);
        if (content is null && !made)
        {
            throw GraphReader.WrongType(argument);
        }

        typeof(Lazy<T>).GetConstructor([argument])!.Invoke(value, [content]); // both constructors are public
    }
}
