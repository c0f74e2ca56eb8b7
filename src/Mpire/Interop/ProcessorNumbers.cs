using System.Globalization;

namespace Mpire.Interop;

/// <summary>How processors are numbered on this machine.</summary>
internal static class ProcessorNumbers
{
    /// <summary>One more than the highest number. Unlike <see cref="Environment.ProcessorCount"/> not cut by what this process may use.</summary>
    public static int Count { get; } = Read();

    private static int Read()
    {
        const string Possible = "/sys/devices/system/cpu/possible";
        try
        {
            // Such as "0-7" or "0,2-3".
            if (OperatingSystem.IsLinux() && File.Exists(Possible))
            {
                var text = File.ReadAllText(Possible).Trim();
                var last = text[(text.LastIndexOfAny([',', '-']) + 1)..];
                if (int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var highest)) return highest + 1;
            }
        }
        catch (IOException)
        {
            // A sandbox may hide it.
        }

        return Environment.ProcessorCount;
    }
}
