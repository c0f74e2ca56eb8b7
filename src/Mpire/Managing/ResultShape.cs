using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Mpire.Serialization;

namespace Mpire.Managing;

/// <summary>What a method of a user's interface returns: nothing, a value, or a task of either.</summary>
internal abstract class ResultShape
{
    private static readonly ConcurrentDictionary<Type, ResultShape> Known = new();

    /// <summary>Whether it is to be awaited.</summary>
    public abstract bool IsTask { get; }

    /// <summary>The shape of a method's result.</summary>
    public static ResultShape Of(Type type) => Known.GetOrAdd(type, Make);

    /// <summary>Calls the object in another process and makes of the answer what the method returns.</summary>
    public abstract object? Call(IRemoteSite site, Operation operation, (Type[]? Types, object?[] Given) arguments, CancellationToken cancellationToken);

    /// <summary>What the method has returned, as a task.</summary>
    public abstract Task? TaskOf(object? returned);

    /// <summary>Writes a value.</summary>
    public abstract void Write(PayloadWriter answer, object? value);

    /// <summary>Writes what the task has given; throws what it has thrown.</summary>
    public abstract void WriteResult(PayloadWriter answer, Task task);

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Start methods with processes need a runtime that compiles.")]
    private static ResultShape Make(Type type)
    {
        if (type == typeof(void)) return new Shape<ValueTuple>(Form.Nothing);
        if (type == typeof(Task)) return new Shape<ValueTuple>(Form.Task);
        if (type == typeof(ValueTask)) return new Shape<ValueTuple>(Form.ValueTask);
        var (form, inner) = (Form.Value, type);
        if (type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)) (form, inner) = (Form.TaskOf, type.GetGenericArguments()[0]);
        if (type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)) (form, inner) = (Form.ValueTaskOf, type.GetGenericArguments()[0]);
        return (ResultShape)Activator.CreateInstance(typeof(Shape<>).MakeGenericType(inner), form)!; // not a nullable
    }

    private enum Form
    {
        Nothing,
        Value,
        Task,
        TaskOf,
        ValueTask,
        ValueTaskOf,
    }

    private sealed class Shape<T>(Form form) : ResultShape
    {
        public override bool IsTask => form >= Form.Task;

        public override object? Call(
            IRemoteSite site, Operation operation, (Type[]? Types, object?[] Given) arguments, CancellationToken cancellationToken)
        {
            if (!IsTask)
            {
                var result = site.Call<(Type[]? Types, object?[] Given), T>(operation, arguments, cancellationToken);
                return form == Form.Nothing ? null : result;
            }

            var task = site.CallAsync<(Type[]? Types, object?[] Given), T>(operation, arguments, cancellationToken);
            return form switch
            {
                Form.ValueTask => new ValueTask(task),
                Form.ValueTaskOf => new ValueTask<T>(task),
                _ => task,
            };
        }

        public override Task? TaskOf(object? returned) => form switch
        {
            Form.ValueTask => ((ValueTask)returned!).AsTask(), // a value
            Form.ValueTaskOf => ((ValueTask<T>)returned!).AsTask(), // a value
            _ => (Task?)returned,
        };

        public override void Write(PayloadWriter answer, object? value) =>
            PayloadCodec.Default.Write(answer, form == Form.Nothing ? default! : (T)value!, "result"); // null where the type allows it

        public override void WriteResult(PayloadWriter answer, Task task)
        {
            task.GetAwaiter().GetResult();
            var result = form is Form.Task or Form.ValueTask ? default! : ((Task<T>)task).GetAwaiter().GetResult();
            PayloadCodec.Default.Write(answer, result, "result");
        }
    }
}
