using System.Reflection;

namespace Mpire.Inspection;

/// <summary>What the tokens and numbers in a method's code stand for.</summary>
internal sealed class CodeScope
{
    private readonly Module _module;
    private readonly Type[]? _typeArguments;
    private readonly Type[]? _methodArguments;

    public CodeScope(MethodBase method, MethodBody body)
    {
        _module = method.Module;
        _typeArguments = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : null;
        _methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        Arguments = ArgumentsOf(method);
        Locals = new Type[body.LocalVariables.Count];
        for (int i = 0; i < Locals.Length; i++) Locals[i] = body.LocalVariables[i].LocalType;
    }

    /// <summary>The types of the arguments, that of the object first.</summary>
    public Type[] Arguments { get; }

    /// <summary>The types of the local variables.</summary>
    public Type[] Locals { get; }

    public FieldInfo Field(int token) => _module.ResolveField(token, _typeArguments, _methodArguments) ?? throw new NotUnderstoodException();

    public MethodBase Method(int token) => _module.ResolveMethod(token, _typeArguments, _methodArguments) ?? throw new NotUnderstoodException();

    public MemberInfo Member(int token) => _module.ResolveMember(token, _typeArguments, _methodArguments) ?? throw new NotUnderstoodException();

    private static Type[] ArgumentsOf(MethodBase method)
    {
        ParameterInfo[] parameters = method.GetParameters();
        int self = method.IsStatic ? 0 : 1;
        var types = new Type[self + parameters.Length];
        if (self == 1) types[0] = method.DeclaringType!; // instance methods have a type
        for (int i = 0; i < parameters.Length; i++) types[self + i] = parameters[i].ParameterType;
        return types;
    }
}
