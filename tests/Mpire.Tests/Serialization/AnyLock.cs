using System.Runtime.CompilerServices;

namespace Mpire.Tests.Serialization;

internal static class AnyLock
{
    /// <summary>A lock as an object, which the compiler otherwise warns of.</summary>
    public static object New() => RuntimeHelpers.GetUninitializedObject(typeof(Lock));
}
