using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Mpire.Starting;
using Mpire.Workers;

namespace Mpire.Tests.Host;

/// <summary>What workers do in the tests. Each life first tells something through its pipe.</summary>
internal static class WorkerLives
{
    public static int Live(WorkerBirth birth)
    {
        var address = birth.Address.AsSpan();
        var space = address.IndexOf(' ');
        var life = address[(space + 1)..];
        if (life.SequenceEqual("byte") && int.TryParse(address[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor))
            return RawWrite.Byte(descriptor, (byte)birth.WorkerId);
        using var pipe = Open(address[..space]);
        var second = life.IndexOf(' ');
        var name = second < 0 ? life : life[..second];
        var argument = life[(second + 1)..];
        return name switch
        {
            "byte" => Tell(pipe, [(byte)birth.WorkerId]),
            "exit" => Exit(pipe, int.Parse(argument, CultureInfo.InvariantCulture)),
            "hang" => Hang(pipe),
            "describe" => Tell(pipe, Encoding.UTF8.GetBytes(Describe(birth))),
            "start" => StartAndHang(pipe, argument.ToString()),
            "nest" => Nest(pipe),
            "throw" => throw new InvalidOperationException("asked for"),
            _ => throw new InvalidOperationException($"No life is called '{life}'."),
        };
    }

    // A number is a descriptor, anything else the name of a pipe.
    private static Stream Open(ReadOnlySpan<char> end)
    {
        if (int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor))
            return new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        var pipe = new NamedPipeClientStream(".", end.ToString(), PipeDirection.Out);
        pipe.Connect();
        return pipe;
    }

    private static int Tell(Stream pipe, ReadOnlySpan<byte> bytes)
    {
        pipe.Write(bytes);
        pipe.Dispose();
        return 0;
    }

    private static int Exit(Stream pipe, int code)
    {
        Tell(pipe, "x"u8);
        return code;
    }

    private static int Hang(Stream pipe)
    {
        Tell(pipe, "x"u8);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    // Like a task that opens a pool of its own.
    private static int Nest(Stream pipe)
    {
        using var starter = Scenarios.NewStarter("hang");
        var inner = starter.Start(new WorkerStartInfo(0, null, Scenarios.WithTestLife));
        _ = ((ReaderChannel)inner.Channel).Reader.ReadByte();
        Tell(pipe, Encoding.UTF8.GetBytes(inner.ProcessId.ToString(CultureInfo.InvariantCulture)));
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    // Like a task that runs a tool: an ordinary child in the worker's own process group.
    private static int StartAndHang(Stream pipe, string seconds)
    {
        using var child = Process.Start("sleep", seconds);
        Tell(pipe, Encoding.UTF8.GetBytes(child.Id.ToString(CultureInfo.InvariantCulture)));
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static string Describe(WorkerBirth birth)
    {
        var text = new StringBuilder();
        void Say(string name, object? value) => text.Append(name).Append('=').Append(value).Append('\n');
        Say("id", birth.WorkerId);
        Say("parent", birth.ParentProcessId);
        Say("cwd", Environment.CurrentDirectory);
        Say("processors", Environment.ProcessorCount);
        Say("serverGc", GCSettings.IsServerGC);
        Say("entry", System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name);
        Say("arguments", string.Join('|', Environment.GetCommandLineArgs()));
        Say("processPath", Environment.ProcessPath);
        foreach (var link in Directory.GetFiles("/proc/self/fd").Concat(Directory.GetDirectories("/proc/self/fd")))
        {
            try
            {
                Say("fd", $"{Path.GetFileName(link)} {File.ResolveLinkTarget(link, false)?.FullName}");
            }
            catch (IOException)
            {
                // The listing's own descriptor.
            }
        }

        Say("group", File.ReadAllText("/proc/self/stat").Split(' ')[4]);
        Say("input", Console.In.Read());
        Say("pid", Environment.ProcessId);
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("Cpus_allowed_list", StringComparison.Ordinal)) Say("cpus", line.Split(':')[1].Trim());
            if (line.StartsWith("SigBlk", StringComparison.Ordinal)) Say("blocked", line.Split(':')[1].Trim());
        }

        // What a program started by a task sees: the C library's environment, not .NET's copy.
        foreach (var name in new[] { "DOTNET_STARTUP_HOOKS", "DOTNET_gcServer", "MPIRE_WORKER", "MPIRE_KEPT_HOOKS", "MPIRE_KEPT_SERVERGC", "MARK" })
        {
            Say("managed " + name, Environment.GetEnvironmentVariable(name) ?? "(unset)");
            using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"echo ${{{name}-(unset)}}"]) { RedirectStandardOutput = true })!;
            Say("child " + name, shell.StandardOutput.ReadToEnd().Trim());
        }

        return text.ToString();
    }
}
