using System.Runtime.InteropServices;
using System.Text;
using Mpire.Forking;

namespace Mpire.Starting;

/// <summary>Writes the request for one worker, as it is read where the worker is forked: in a fork server, or in this program.</summary>
internal static class ForkRequest
{
    /// <summary>The request.</summary>
    /// <param name="info">Which worker.</param>
    /// <param name="variables">Those that it is to have otherwise than the process that is forked, see <see cref="Append"/>; none if <see langword="null"/>.</param>
    public static byte[] Of(WorkerStartInfo info, StringBuilder? variables)
    {
        var text = Encoding.UTF8.GetBytes(variables?.ToString() ?? "");
        var processors = info.CpuIds ?? [];
        var rest = ForkMessage.Size + (processors.Count * sizeof(int));
        var message = new byte[rest + text.Length];
        MemoryMarshal.Write(message, new ForkMessage
        {
            Kind = ForkMessageKind.Fork,
            WorkerId = info.WorkerId,
            Processors = processors.Count,
            VariableBytes = text.Length,
        });
        for (var i = 0; i < processors.Count; i++) MemoryMarshal.Write(message.AsSpan(ForkMessage.Size + (i * sizeof(int))), processors[i]);
        text.CopyTo(message, rest);
        return message;
    }

    /// <summary>Adds a variable; <see langword="null"/> removes it.</summary>
    public static void Append(StringBuilder variables, string name, string? value)
    {
        variables.Append(name);
        if (value is not null) variables.Append('=').Append(value);
        variables.Append('\0');
    }
}
