using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Mpire.Serialization;

/// <summary>An exception as its own type: its fields without what belongs to the runtime, and its stack trace as text.</summary>
internal sealed class ExceptionObjectCodec(Type type) : TypeCodec(type)
{
    private readonly FieldSet _fields = new(type, above: null);

    public override object Create(GraphReader reader) => RuntimeHelpers.GetUninitializedObject(Type);

    public override void WriteContent(GraphWriter writer, object value)
    {
        var exception = (Exception)value;
        writer.WriteString(ExceptionCodec.StackOf(exception));
        try
        {
            // Derived from the stack on first use, which would be too late in the other process.
            _ = exception.Source;
        }
        catch (Exception)
        {
            // The property is virtual and may do anything.
        }

        _fields.Write(writer, value);
    }

    public override void ReadContent(GraphReader reader, object value)
    {
        string? stack = reader.ReadString();
        _fields.Read(reader, value);
        if (!string.IsNullOrEmpty(stack))
        {
            ExceptionDispatchInfo.SetRemoteStackTrace((Exception)value, stack);
        }
    }
}
