using System.Runtime.InteropServices;

namespace Mpire.Workers;

/// <summary>The argument of a call without arguments. One byte, so that counts and lengths stay honest on the wire.</summary>
[StructLayout(LayoutKind.Sequential, Size = 1)]
internal struct NoArgument;

/// <summary>The result of a function without result.</summary>
[StructLayout(LayoutKind.Sequential, Size = 1)]
internal struct NoResult;

/// <summary>Checks that run before anything starts.</summary>
internal static class Required
{
    /// <summary>A task must be given. The exception names the public parameter.</summary>
    public static TDelegate Delegate<TDelegate>(TDelegate? task)
        where TDelegate : class => task ?? throw new ArgumentNullException(nameof(task));
}
