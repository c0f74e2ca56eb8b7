using System.Buffers;
using System.Globalization;
using Mpire.Serialization;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>Takes up the context of a call, on the thread that calls. Calls in the same context have the same object, so that a worker hears of it once.</summary>
internal sealed class CallContexts(bool usesThreads)
{
    private CallContext? _last;

    /// <summary>The context of the call that is being made; <see langword="null"/> where the caller has set nothing.</summary>
    /// <exception cref="SerializationException">A culture of a class of the program's, which cannot travel.</exception>
    public CallContext? OfCaller()
    {
        var activity = Traces.Current;
        if (!SetCultures.IsAny && activity is null) return null;
        var last = Volatile.Read(ref _last);
        var context = Make(activity, last);
        if (last is not null && context.IsSame(last)) return last;
        if (!context.HasCultures && context.Activity is null) return null;
        if (!usesThreads)
        {
            context.Written = Write(context);
            if (last?.Written is { } written && written.AsSpan().SequenceEqual(context.Written)) return last;
        }

        Volatile.Write(ref _last, context);
        return context;
    }

    private CallContext Make(object? activity, CallContext? last)
    {
        var (culture, texts) = SetCultures.IsAny ? (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) : (null, null);

        // Worker threads share with the caller what is not its thread's.
        if (usesThreads) return new CallContext(activity) { Culture = culture, UICulture = texts };
        var (id, state) = activity is null ? default : ReferenceEquals(activity, last?.Activity) ? (last!.Trace, last.TraceState) : Traces.IdOf(activity);
        var threads = SetCultures.OfThreads;
        return new CallContext(id is null ? null : activity)
        {
            Culture = culture is null ? null : SetCultures.UnlessDefault(culture),
            UICulture = texts is null ? null : SetCultures.UnlessDefaultForTexts(texts),
            ThreadCulture = threads.Culture,
            ThreadUICulture = threads.UICulture,
            Trace = id,
            TraceState = state,
        };
    }

    private static byte[] Write(CallContext context)
    {
        using var writer = PayloadWriter.Rent();
        PayloadCodec.Default.WriteGraph(writer, context, "context");
        return writer.AsSequence().ToArray();
    }
}
