using System.Runtime.InteropServices;

namespace Mpire.Interop;

/// <summary>Turns the last error of a native call into one exception. Read at once after the call, and only once.</summary>
internal static class NativeError
{
    /// <summary>Linux: the call was interrupted by a signal and should be repeated.</summary>
    public const int Eintr = 4;

    /// <summary>Linux: try again later.</summary>
    public const int Eagain = 11;

    /// <summary>Linux: the other end is closed.</summary>
    public const int Epipe = 32;

    /// <summary>Linux: the other end was closed with something unread.</summary>
    public const int Econnreset = 104;

    /// <summary>The error of the <c>LibraryImport</c> call that returned last on this thread.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>An exception that names the call and what the operating system said.</summary>
    /// <remarks>Its HResult is the error number, as with the framework's own on Unix. Made of nothing that would have to be loaded first: there may be no
    /// descriptor left for that.</remarks>
    public static IOException Exception(string call, int error) =>
        new($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)} (error {error}).") { HResult = error };
}
