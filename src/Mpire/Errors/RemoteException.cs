using System.Text;

namespace Mpire;

/// <summary>
/// Stands for an exception of a worker that could not be rebuilt as its own type in this process. <see cref="Exception.Data"/> holds the
/// original's entries as text.
/// </summary>
public sealed class RemoteException : MpireException
{
    internal RemoteException(string remoteTypeName, string message, string? remoteStackTrace, Exception? innerException)
        : base(message, innerException)
    {
        RemoteTypeName = remoteTypeName;
        RemoteStackTrace = remoteStackTrace;
    }

    /// <summary>Full name of the original exception's type.</summary>
    public string RemoteTypeName { get; }

    /// <summary>Where the original was thrown; <see langword="null"/> if it was not thrown.</summary>
    public string? RemoteStackTrace { get; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(RemoteTypeName).Append(": ").Append(Message);
        if (InnerException is not null)
        {
            text.AppendLine().Append(" ---> ").Append(InnerException).AppendLine().Append("   --- End of inner exception stack trace ---");
        }

        if (RemoteStackTrace is not null)
        {
            text.AppendLine().Append(RemoteStackTrace);
        }

        if (StackTrace is { Length: > 0 } here)
        {
            text.AppendLine().Append("--- End of stack trace in the worker ---").AppendLine().Append(here);
        }

        return text.ToString();
    }
}
