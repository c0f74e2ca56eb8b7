using Mpire.Engine;
using Mpire.Serialization;
using Mpire.Workers;

namespace Mpire;

// Code that workers are born with.
public abstract partial class WorkerPoolBase<TWorker>
{
    /// <summary>
    /// Lets workers be born with the compiled code of a map's function. With <see cref="StartMethod.ForkServer"/> the fork server runs the function over
    /// the samples, again and again until its code is as good as the runtime makes it, at most five seconds; workers started from then on inherit the code.
    /// Returns at once; the next workers are started when it is done. With other start methods nothing happens.
    /// </summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">The function, the same lambda or method that will be mapped: other code that does the same stays cold. Runs in the fork server,
    /// with its effects; it must leave no thread, timer or socket behind, so not an asynchronous one. With worker state, init runs there too.</param>
    /// <param name="samples">Typical items, some of each kind; at least one.</param>
    /// <remarks>A sample that makes the function throw ends the warm-up and has no other consequence.</remarks>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is empty, or the function is asynchronous.</exception>
    /// <exception cref="SerializationException">The function or a sample cannot travel.</exception>
    public void WarmUp<T, TResult>(Func<T, TResult> task, IEnumerable<T> samples) => RunWarmUp(new PlainFunction<TWorker, T, TResult>(task), samples);

    /// <inheritdoc cref="WarmUp{T, TResult}(Func{T, TResult}, IEnumerable{T})"/>
    public void WarmUp<T, TResult>(Func<TWorker, T, TResult> task, IEnumerable<T> samples) => RunWarmUp(new WorkerFunction<TWorker, T, TResult>(task), samples);

    /// <inheritdoc cref="WarmUp{T, TResult}(Func{T, TResult}, IEnumerable{T})"/>
    public void WarmUp<T>(Action<T> task, IEnumerable<T> samples) => RunWarmUp(new PlainAction<TWorker, T>(task), samples);

    /// <inheritdoc cref="WarmUp{T, TResult}(Func{T, TResult}, IEnumerable{T})"/>
    public void WarmUp<T>(Action<TWorker, T> task, IEnumerable<T> samples) => RunWarmUp(new WorkerAction<TWorker, T>(task), samples);

    private void RunWarmUp<T, TResult>(TaskFunction<TWorker, T, TResult> task, IEnumerable<T> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        TaskResults.RefuseType(task, nameof(WarmUp), "Warm up a function that does not await; an asynchronous one would leave its threads behind.");
        var items = samples.ToArray();
        if (items.Length == 0) throw new ArgumentException("A warm-up needs at least one sample item to run the function over.", nameof(samples));
        var engine = Engine;
        if (!engine.ExpectsFunctions) return;
        using var writer = PayloadWriter.Rent();
        engine.Codec!.WriteItems<T>(writer, items, out _);
        engine.WarmUp(WrittenFunctions.Get(task, Options.LostChanges), writer.AsSequence(), items.Length);
    }
}
