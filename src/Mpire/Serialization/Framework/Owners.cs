using System.Reflection;

namespace Mpire.Serialization;

/// <summary>Objects that own something of their process, which a copy of their fields would give a second owner.</summary>
internal static class Owners
{
    private const string Instead = "Create it inside the task or in the worker's init, and send what it is made from.";

    /// <summary>Why objects of the type are owners; <see langword="null"/> if they are none.</summary>
    public static (string Reason, string Remedy)? For(Type type)
    {
        if (!type.IsClass || typeof(ITravelsByHandle).IsAssignableFrom(type))
        {
            return null;
        }

        for (Type? level = type; level is not null; level = level.BaseType)
        {
            if (Layout.IsFramework(level.Assembly) && typeof(IDisposable).IsAssignableFrom(level)
                && level.Namespace?.StartsWith("System.Security.Cryptography", StringComparison.Ordinal) == true)
            {
                return ("it may hold a key or a handle of this process", "Create it inside the task or in the worker's init from the exported key or certificate.");
            }
        }

        // Who fills the copy by a callback knows what it is about.
        MethodInfo? finalizer = type.GetMethod("Finalize", BindingFlags.Instance | BindingFlags.NonPublic, []);
        return finalizer is null || finalizer.DeclaringType == typeof(object) || Callbacks.Of(type)?.IsCalledWhenWhole == true
            ? null
            : ("it has a finalizer, so it owns something of this process", Instead);
    }
}
