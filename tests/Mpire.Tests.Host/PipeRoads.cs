using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mpire.Starting;
using Mpire.Transport;

namespace Mpire.Tests.Host;

/// <summary>A road that is one plain pipe from the worker to the caller: enough to see that a worker lives and what it has to say.</summary>
internal sealed partial class PipeRoads(string life) : IRoadFactory
{
    private const int CloseOnExec = 0x80000;

    public WaitSet CreateWaitSet() => throw new NotSupportedException("A pipe is waited for by reading it.");

    public unsafe WorkerRoad Create()
    {
        var ends = stackalloc int[2];
        if (Pipe(ends, CloseOnExec) != 0) throw new IOException("pipe2 failed.");
        var writer = new SafeFileHandle(ends[1], ownsHandle: true);
        var channel = new ReaderChannel(new FileStream(new SafeFileHandle(ends[0], ownsHandle: true), FileAccess.Read, bufferSize: 0));
        return new WorkerRoad(channel, [ends[1]], string.Create(CultureInfo.InvariantCulture, $"{ends[1]} {life}"), writer);
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static unsafe partial int Pipe(int* ends, int flags);
}
