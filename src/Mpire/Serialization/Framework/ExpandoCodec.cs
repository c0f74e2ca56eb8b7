using System.ComponentModel;
using System.Dynamic;
using System.Reflection;

namespace Mpire.Serialization;

/// <summary>Objects of members found by name. They share tables with all others of the process, so their members are put in again.</summary>
internal sealed class ExpandoCodec(Type type) : TypeCodec(type)
{
    private static readonly FieldInfo? Listeners = typeof(ExpandoObject).GetField("_propertyChanged", BindingFlags.Instance | BindingFlags.NonPublic);

    public override object Create(GraphReader reader) => new ExpandoObject();

    public override void WriteContent(GraphWriter writer, object value)
    {
        PathNode? path = writer.Path;
        if (Listeners?.GetValue(value) is PropertyChangedEventHandler)
        {
            throw Refusals.Refuse(writer, Type, "somebody listens to its changes in this process", "Remove the handlers of PropertyChanged, or send a copy of its members.");
        }

        KeyValuePair<string, object?>[] members = [.. (ExpandoObject)value];
        writer.Out.WriteVarUInt((ulong)members.Length);
        foreach (KeyValuePair<string, object?> member in members)
        {
            writer.Path = path?.Member(member.Key);
            writer.WriteString(member.Key);
            Items<object?>.Write(writer, member.Value);
        }

        writer.Path = path;
    }

    public override void ReadContent(GraphReader reader, object value)
    {
        IDictionary<string, object?> members = (ExpandoObject)value;
        for (int left = reader.In.ReadCount(2); left > 0; left--)
        {
            string name = reader.ReadString() ?? "";
            members[name] = Items<object?>.Read(reader);
        }
    }
}
