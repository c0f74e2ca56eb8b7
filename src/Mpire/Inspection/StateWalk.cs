using System.Collections.Concurrent;
using System.Reflection;

namespace Mpire.Inspection;

/// <summary>
/// Looks for static fields that a function reads, in its own code and in what it calls of the user's assemblies. So far and no farther: what is found helps
/// to understand a surprise, and a function that calls half the program must not wait for that.
/// </summary>
internal sealed class StateWalk
{
    private const int MostMethods = 64;
    private const int MostCode = 8 * 1024;

    private static readonly Lock Gate = new();

    // Asked at every call, by many threads at once.
    private static readonly ConcurrentDictionary<MethodBase, StaticUse> Known = [];

    private readonly Queue<MethodBase> _ahead = new();
    private readonly HashSet<MethodBase> _met = [];
    private readonly HashSet<FieldInfo> _read = [];
    private readonly HashSet<FieldInfo> _written = [];
    private int _codeLeft = MostCode;

    private StateWalk()
    {
    }

    /// <summary>What a function does with static fields.</summary>
    public static StaticUse Of(MethodBase method)
    {
        if (Known.TryGetValue(method, out StaticUse? known)) return known;
        lock (Gate)
        {
            if (Known.TryGetValue(method, out StaticUse? use)) return use;
            var walk = new StateWalk();
            walk.Through(method);
            use = new StaticUse([.. walk._read.Where(field => !walk._written.Contains(field))], [.. walk._written]);
            Known.TryAdd(method, use);
            return use;
        }
    }

    private void Through(MethodBase method)
    {
        Ahead(method);
        while (_codeLeft > 0 && _ahead.TryDequeue(out MethodBase? next))
        {
            try
            {
                Look(next);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // What the code names is not there, or it is not understood. There is other code.
            }
        }
    }

    private void Look(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) return;
        _codeLeft -= code.Length;
        Module module = method.Module;
        Type[]? typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int at = 0; at < code.Length;)
        {
            var it = Instruction.At(code, at);
            at = it.Next;
            if (it.Code is >= 0x7B and <= 0x80 && module.ResolveField(it.Operand, typeArguments, methodArguments) is { } field) Meet(field, it.Code);
            else if (it.Code is 0x28 or 0x6F or 0x73 or 0xFE06 or 0xFE07 && module.ResolveMethod(it.Operand, typeArguments, methodArguments) is { } called) Meet(called);
        }
    }

    private void Meet(FieldInfo field, int code)
    {
        if (!field.IsStatic)
        {
            MeetMachine(field.DeclaringType);
        }
        else if (code == 0x80)
        {
            _written.Add(field);
        }
        else if (!field.IsInitOnly && !field.IsLiteral && field.DeclaringType is { ContainsGenericParameters: false } owner && IsUsers(owner.Assembly)
            && (!owner.Name.StartsWith('<') || IsStartUp(field)) && !field.IsDefined(typeof(ThreadStaticAttribute), false))
        {
            _read.Add(field);
            if (code == 0x7F && field.FieldType.IsValueType && field.FieldType.IsPrimitive) _written.Add(field);
        }
    }

    private void Meet(MethodBase method)
    {
        if (method.DeclaringType is not { } owner || !IsUsers(owner.Assembly)) return;
        MeetMachine(owner);
        Ahead(method);
    }

    private void MeetMachine(Type? type)
    {
        if (type is null || !type.Name.StartsWith('<') || !SourceNames.IsStateMachine(type)) return;
        if (type.GetMethod("MoveNext", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) is { } next) Ahead(next);
    }

    private void Ahead(MethodBase method)
    {
        if (_met.Count < MostMethods && _met.Add(method)) _ahead.Enqueue(method);
    }

    /// <summary>Whether the field is a top-level value of an F# program, which its start-up code fills.</summary>
    public static bool IsStartUp(FieldInfo field) =>
        field.Name.Contains('@', StringComparison.Ordinal) || field.DeclaringType!.FullName!.StartsWith("<StartupCode$", StringComparison.Ordinal); // not open

    private static bool IsUsers(Assembly assembly) =>
        assembly != typeof(object).Assembly && assembly != typeof(StateWalk).Assembly
        && assembly.FullName is { } name
        && !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.", StringComparison.Ordinal)
        && !name.StartsWith("FSharp.Core", StringComparison.Ordinal);
}
