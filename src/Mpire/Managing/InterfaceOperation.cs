using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Mpire.Serialization;

namespace Mpire.Managing;

/// <summary>A method of a user's interface. A token among its parameters does not travel; its cancellation does.</summary>
internal sealed class InterfaceOperation : Operation
{
    private readonly int _token;
    private readonly Shaped? _shaped;

    private InterfaceOperation(MethodInfo method)
    {
        Method = method;
        _token = Array.FindIndex(method.GetParameters(), static one => one.ParameterType == typeof(CancellationToken));
        if (!method.IsGenericMethodDefinition) _shaped = new Shaped(method);
    }

    /// <summary>The method, or the definition of a generic one.</summary>
    public MethodInfo Method { get; }

    /// <inheritdoc/>
    public override bool IsAwaited => _token >= 0 || _shaped?.Result.IsTask != false;

    public static InterfaceOperation Of(MethodInfo method, int index) => new(method) { Index = index };

    /// <summary>Calls it from another process.</summary>
    public object? Call(IRemoteSite site, MethodInfo method, object?[] arguments)
    {
        var token = CancellationToken.None;
        if (_token >= 0)
        {
            token = (CancellationToken)arguments[_token]!; // of that type
            arguments = [.. arguments];
            arguments[_token] = null;
        }

        var shape = (_shaped ?? new Shaped(method)).Result;
        return shape.Call(site, this, (method.IsGenericMethod ? method.GetGenericArguments() : null, arguments), token);
    }

    public override Unfinished? Start(Hosted host, PayloadReader arguments, PayloadWriter answer, ServedCall call)
    {
        var (types, given) = PayloadCodec.Default.Read<(Type[]? Types, object?[] Given)>(arguments);
        var (invoker, shape) = _shaped ?? new Shaped(Closed(types ?? []));
        var target = ((InterfaceHost)host).Target;
        if (_token >= 0) given[_token] = call.CancellationToken;
        if (_token >= 0 && !shape.IsTask)
        {
            // It may wait on its thread, which must not be the one that hears of the cancellation.
            var waiting = Task.Run(() => invoker.Invoke(target, given.AsSpan()), CancellationToken.None);
            return new Unfinished(waiting, later => shape.Write(later, waiting.GetAwaiter().GetResult()));
        }

        var result = invoker.Invoke(target, given.AsSpan());
        if (!shape.IsTask)
        {
            shape.Write(answer, result);
            return null;
        }

        var task = shape.TaskOf(result) ?? throw new InvalidOperationException($"'{target.GetType()}.{Method.Name}' has returned null instead of a task.");
        if (!task.IsCompleted) return new Unfinished(task, later => shape.WriteResult(later, task));
        shape.WriteResult(answer, task);
        return null;
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Start methods with processes need a runtime that compiles.")]
    private MethodInfo Closed(Type[] types) => Method.MakeGenericMethod(types);

    private sealed record Shaped(MethodInvoker Invoker, ResultShape Result)
    {
        public Shaped(MethodInfo method)
            : this(MethodInvoker.Create(method), ResultShape.Of(method.ReturnType))
        {
        }
    }
}
