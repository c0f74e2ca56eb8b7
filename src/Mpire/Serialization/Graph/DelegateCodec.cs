using System.Reflection;

namespace Mpire.Serialization;

/// <summary>
/// Delegates: method and target. The target's content comes later, so that a closure may hold a delegate to itself, as a recursive lambda's does.
/// </summary>
internal sealed class DelegateCodec(Type type) : TypeCodec(type)
{
    private readonly MethodInfo? _invoke = type.GetMethod("Invoke");

    private enum Binding : byte
    {
        Open,
        Closed,
        ClosedOverNull,
    }

    public override bool HasContent => false;

    public override void WriteHead(GraphWriter writer, object value)
    {
        var all = (Delegate)value;
        Delegate[] parts = all.HasSingleTarget ? [all] : all.GetInvocationList();
        writer.Out.WriteVarUInt((ulong)parts.Length);
        PathNode? path = writer.Path;
        foreach (Delegate part in parts)
        {
            MethodInfo method = part.Method;
            object? target = part.Target;
            if (method.DeclaringType is null || target?.GetType().FullName == "System.Runtime.CompilerServices.Closure")
            {
                throw Refusals.Refuse(
                    writer, Type, "its code was made at run time and exists only in this process", "Use a method or lambda of the program.");
            }

            MethodIdentity.Write(writer, method);
            Binding binding = target is not null ? Binding.Closed : IsOpen(method) ? Binding.Open : Binding.ClosedOverNull;
            writer.Out.WriteByte((byte)binding);
            if (target is not null)
            {
                if (TypeCodecs.For(target.GetType()) is ClosureCodec closure)
                {
                    writer.Closures.Expect(closure, target, ClosureNeeds.UseOf(target, method));
                }
                else
                {
                    writer.Path = path?.Member("Target");
                }

                writer.WriteReferencePutOff(target, TypeCodecs.Object);
                writer.Path = path;
            }
        }
    }

    public override object Create(GraphReader reader)
    {
        int count = reader.In.ReadCount();
        Delegate? all = null;
        for (int i = 0; i < count; i++)
        {
            if (MethodIdentity.Read(reader) is not MethodInfo method)
            {
                throw GraphReader.WrongType(Type);
            }

            var binding = (Binding)reader.In.ReadByte();
            object? target = binding == Binding.Closed ? reader.ReadReference(TypeCodecs.Object) : null;
            try
            {
                Delegate part = binding == Binding.Open ? Delegate.CreateDelegate(Type, method) : Delegate.CreateDelegate(Type, target, method);
                all = Delegate.Combine(all, part);
            }
            catch (Exception e) when (e is ArgumentException or MissingMethodException or MemberAccessException or InvalidOperationException)
            {
                throw new SerializationException($"The received data binds '{method}' to a delegate that does not fit it.", null, Type.FullName, e);
            }
        }

        return all ?? throw GraphReader.WrongType(Type);
    }

    private bool IsOpen(MethodInfo method)
    {
        int wanted = _invoke is null ? 0 : _invoke.GetParameters().Length;
        return method.GetParameters().Length + (method.IsStatic ? 0 : 1) == wanted;
    }
}
