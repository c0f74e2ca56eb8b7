namespace Mpire.Interop.Linux;

/// <summary>How much memory processes have in use, as <c>/proc</c> tells; see proc_pid_statm(5).</summary>
internal static class ResidentMemory
{
    /// <summary>The resident memory of a process, bytes; 0 if it has ended.</summary>
    public static long Of(int processId) => Second(ControlGroup.Text($"/proc/{processId}/statm")) * Environment.SystemPageSize;

    /// <summary>The most that this process has ever had, bytes.</summary>
    public static long PeakOfThisProcess() => 1024 * (ControlGroup.Number(ControlGroup.Text("/proc/self/status"), "VmHWM:") ?? 0);

    private static long Second(string text)
    {
        var from = text.IndexOf(' ') + 1;
        var to = text.IndexOf(' ', from);
        return from > 0 && to > 0 && long.TryParse(text.AsSpan(from, to - from), out var pages) ? pages : 0;
    }
}
