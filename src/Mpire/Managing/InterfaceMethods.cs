using System.Reflection;

namespace Mpire.Managing;

/// <summary>The methods of an interface and of those it extends, numbered alike in every process.</summary>
/// <typeparam name="T">The interface.</typeparam>
internal static class InterfaceMethods<T>
{
    private const BindingFlags Instances = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Lazy<InterfaceOperation[]> Made = new(static () =>
    [
        .. WithBases().SelectMany(static one => one.GetMethods(Instances).OrderBy(static method => method.MetadataToken)).Select(InterfaceOperation.Of),
    ]);

    private static readonly Lazy<Dictionary<MethodInfo, InterfaceOperation>> Found = new(static () => Made.Value.ToDictionary(static one => one.Method));

    /// <summary>What can be called.</summary>
    public static IReadOnlyList<Operation> All => Made.Value;

    /// <summary>The operation of a method.</summary>
    public static InterfaceOperation Of(MethodInfo method) => Found.Value[method.IsGenericMethod ? method.GetGenericMethodDefinition() : method];

    /// <summary>Says what of the interface cannot be called from another process.</summary>
    public static string? WhyNot()
    {
        if (!typeof(T).IsInterface)
            return $"'{typeof(T)}' is not an interface. Name the one by which the object is called: manager.CreateObject<IMine>(new Mine()).";
        return WithBases().SelectMany(static one => one.GetMethods(Instances | BindingFlags.Static)).Select(WhyNot).FirstOrDefault(static why => why is not null);
    }

    private static IEnumerable<Type> WithBases() =>
        typeof(T).GetInterfaces().Append(typeof(T)).OrderBy(static one => one.AssemblyQualifiedName, StringComparer.Ordinal);

    private static string? WhyNot(MethodInfo method)
    {
        if (method is { IsStatic: true, IsAbstract: false }) return null;
        var name = $"'{method.DeclaringType}.{method.Name}' cannot be called from another process";
        if (method.IsStatic) return $"{name}: it is static. Leave it out of the interface.";
        if (method.IsSpecialName && (method.Name.StartsWith("add_", StringComparison.Ordinal) || method.Name.StartsWith("remove_", StringComparison.Ordinal)))
            return $"{name}: a handler would be copied to the object's process and run there. Leave the event out of the interface and ask the object instead.";
        if (IsBound(method.ReturnType)) return $"{name}: its result refers to memory of one process. Return the value.";
        var bound = Array.Find(method.GetParameters(), static one => IsBound(one.ParameterType));
        return bound is null
            ? null
            : $"{name}: its parameter '{bound.Name}' refers to memory of one process. Take the value, and give what changes as a result.";
    }

    private static bool IsBound(Type type) => type.IsByRef || type.IsByRefLike || type.IsPointer || type.IsFunctionPointer;
}
