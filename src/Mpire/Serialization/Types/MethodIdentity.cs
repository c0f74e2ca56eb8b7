using System.Reflection;

namespace Mpire.Serialization;

/// <summary>A method as its declaring type, its metadata token and its generic arguments.</summary>
internal static class MethodIdentity
{
    public static void Write(GraphWriter writer, MethodBase method)
    {
        if (method.DeclaringType is not { } declaring || declaring.IsArray)
        {
            throw Refusals.Refuse(
                writer, method.GetType(), $"the method '{method.Name}' was made at run time and exists only in this process", "Use a method or lambda of the program.");
        }

        writer.WriteType(TypeCodecs.For(declaring));
        writer.Out.WriteInt32(method.MetadataToken);
        Type[] arguments = method is MethodInfo { IsGenericMethod: true, IsGenericMethodDefinition: false } ? method.GetGenericArguments() : [];
        writer.Out.WriteVarUInt((ulong)arguments.Length);
        foreach (Type argument in arguments)
        {
            writer.WriteType(TypeCodecs.For(argument));
        }
    }

    public static MethodBase Read(GraphReader reader)
    {
        Type declaring = reader.ReadType().Type;
        int token = reader.In.ReadInt32();
        var arguments = new Type[reader.In.ReadCount()];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = reader.ReadType().Type;
        }

        try
        {
            MethodBase method = declaring.Module.ResolveMethod(token)!; // throws rather than returning null
            Type definition = declaring.IsConstructedGenericType ? declaring.GetGenericTypeDefinition() : declaring;
            if (method.DeclaringType != definition)
            {
                PayloadReader.ThrowDamaged("a method does not belong to its type");
            }

            if (declaring.IsConstructedGenericType)
            {
                method = MethodBase.GetMethodFromHandle(method.MethodHandle, declaring.TypeHandle)!; // the type has the method
            }

            return arguments.Length == 0 ? method : ((MethodInfo)method).MakeGenericMethod(arguments);
        }
        catch (Exception e) when (e is ArgumentException or InvalidCastException or BadImageFormatException or InvalidOperationException or NotSupportedException)
        {
            throw new SerializationException("The received data names a method that does not exist in this process.", null, declaring.FullName, e);
        }
    }
}
