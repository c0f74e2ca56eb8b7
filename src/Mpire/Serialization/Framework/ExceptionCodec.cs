using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Mpire.Serialization;

/// <summary>
/// Exceptions, always: as their own type where writer and reader manage that, otherwise as <see cref="RemoteException"/>. Nothing that an exception's
/// members do makes it fail.
/// </summary>
internal static class ExceptionCodec
{
    private const int LongestChain = 16;

    /// <summary>Writes the exception; never fails because of it.</summary>
    public static void Write(PayloadCodec codec, PayloadWriter writer, Exception exception)
    {
        using PayloadWriter aside = PayloadWriter.Rent();
        bool whole = TryWrite(codec, aside, exception) || TryWriteParts(codec, aside, exception);
        writer.WriteVarUInt(whole ? (ulong)aside.Length : 0);
        if (whole)
        {
            foreach (ReadOnlyMemory<byte> part in aside.AsSequence())
            {
                writer.WriteBytes(part.Span);
            }
        }

        // Always there too, because only the reader knows whether it can rebuild the type.
        codec.WriteGraph<Exception>(writer, Describe(exception, 0));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="SerializationException">The bytes are damaged.</exception>
    public static unsafe Exception Read(PayloadCodec codec, PayloadReader reader)
    {
        int length = reader.ReadCount();
        ReadOnlySpan<byte> whole = reader.ReadSpan(length);
        Exception? rebuilt = null;
        if (length > 0)
        {
            fixed (byte* start = whole)
            {
                using var inner = new PayloadReader();
                inner.Reset(start, length);
                try
                {
                    rebuilt = codec.ReadGraph<Exception>(inner);
                }
                catch (SerializationException)
                {
                    // The description that follows tells what it was.
                }
            }
        }

        Exception description = codec.ReadGraph<Exception>(reader);
        return rebuilt ?? description;
    }

    /// <summary>The stack trace with what earlier processes and tasks added, or what can be had of it.</summary>
    public static string? StackOf(Exception exception)
    {
        try
        {
            return exception.StackTrace;
        }
        catch (Exception)
        {
            // The property is virtual and may do anything.
            try
            {
                return new StackTrace(exception, fNeedFileInfo: true).ToString();
            }
            catch (Exception)
            {
                return null;
            }
        }
    }

    private static bool TryWrite(PayloadCodec codec, PayloadWriter writer, Exception exception)
    {
        try
        {
            codec.WriteGraph(writer, exception, "exception");
            return true;
        }
        catch (Exception)
        {
            // Whatever the reason, the exception is described instead.
            writer.Reset();
            return false;
        }
    }

    // An aggregate fails as a whole when one of many cannot travel; the others should keep their types.
    private static bool TryWriteParts(PayloadCodec codec, PayloadWriter writer, Exception exception)
    {
        if (exception is not AggregateException aggregate || exception.GetType() != typeof(AggregateException))
        {
            return false;
        }

        var parts = new Exception[aggregate.InnerExceptions.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = aggregate.InnerExceptions[i];
            if (!TryWrite(codec, writer, parts[i]))
            {
                parts[i] = Describe(parts[i], 1);
            }

            writer.Reset();
        }

        // The message of an aggregate is its own followed by those of its parts, which the copy will add again.
        var copy = new AggregateException(OwnMessage(aggregate) ?? "", parts) { HResult = aggregate.HResult };
        if (StackOf(aggregate) is { Length: > 0 } stack)
        {
            ExceptionDispatchInfo.SetRemoteStackTrace(copy, stack);
        }

        return TryWrite(codec, writer, copy);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    private static extern ref string? OwnMessage(Exception exception);

    private static RemoteException Describe(Exception exception, int depth)
    {
        RemoteException? inner = exception.InnerException is { } cause && depth < LongestChain ? Describe(cause, depth + 1) : null;
        if (exception is RemoteException already)
        {
            return new RemoteException(already.RemoteTypeName, already.Message, already.RemoteStackTrace, inner);
        }

        var result = new RemoteException(Refusals.NameOf(exception.GetType()), MessageOf(exception), StackOf(exception), inner);
        try
        {
            result.HResult = exception.HResult;
            result.Source = exception.Source;
            result.HelpLink = exception.HelpLink;
            foreach (DictionaryEntry entry in exception.Data)
            {
                result.Data[entry.Key.ToString() ?? ""] = entry.Value?.ToString();
            }
        }
        catch (Exception)
        {
            // These members are virtual, and the data's texts come from anywhere: what was collected so far must do.
        }

        return result;
    }

    private static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception e)
        {
            return $"(The message could not be read: its getter threw {e.GetType()}.)";
        }
    }
}
