using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Mpire.Interop.Linux;

namespace Mpire.Forking;

/// <summary>What the system tells a process of itself in <c>/proc/self</c>, read by bare calls: files and folders of the framework are ten milliseconds of
/// a server's start.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class OwnProcess
{
    private const int Longest = 256;

    /// <summary>Up to 256 bytes of a file of a thread; empty if there is no such thread, or it must not be looked at.</summary>
    public static string ReadOfThread(int thread, string file) => Read(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/{file}\0"));

    /// <summary>What a descriptor stands for, as <c>pipe:[number]</c>; empty if there is none of that number.</summary>
    public static string TargetOf(int descriptor)
    {
        var path = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}\0"));
        var target = stackalloc byte[Longest];
        fixed (byte* first = path)
        {
            var length = RawCalls.ReadLink(first, target, Longest);
            return length < 0 ? "" : Encoding.UTF8.GetString(target, (int)length);
        }
    }

    private static string Read(string path)
    {
        fixed (byte* first = Encoding.UTF8.GetBytes(path))
        {
            var file = RawCalls.Open(first, RawCalls.CloseOnExec);
            if (file < 0) return "";
            var text = stackalloc byte[Longest];
            var length = RawCalls.Read(file, text, Longest);
            _ = RawCalls.Close(file);
            return length <= 0 ? "" : Encoding.UTF8.GetString(text, (int)length);
        }
    }
}
