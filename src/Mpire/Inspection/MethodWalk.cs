using System.Buffers.Binary;
using System.Reflection;

namespace Mpire.Inspection;

/// <summary>
/// Goes once through the code of one method with a stack of what is known of each value. Once is enough: where code is reached by a backward branch alone
/// the stack is empty, as the rules for compilers demand; code that breaks them is not understood.
/// </summary>
internal sealed class MethodWalk
{
    private readonly LambdaWalk _walk;
    private readonly byte[] _code;
    private readonly CodeScope _scope;
    private readonly ValueStack _stack = new();

    public MethodWalk(LambdaWalk walk, MethodBase method)
    {
        MethodBody body = method.GetMethodBody() ?? throw new NotUnderstoodException();
        _walk = walk;
        _code = body.GetILAsByteArray() ?? throw new NotUnderstoodException();
        _scope = new CodeScope(method, body);
        foreach (Type local in _scope.Locals) _walk.Meet(local);
        foreach (ExceptionHandlingClause clause in body.ExceptionHandlingClauses)
        {
            _stack.BeginAt(clause.HandlerOffset, clause.Flags is ExceptionHandlingClauseOptions.Clause or ExceptionHandlingClauseOptions.Filter);
            if (clause.Flags == ExceptionHandlingClauseOptions.Filter) _stack.BeginAt(clause.FilterOffset, hasException: true);
        }
    }

    /// <summary>Tells the walk what the code does.</summary>
    public void Go()
    {
        bool isReached = true;
        for (int at = 0; at < _code.Length && !_walk.Escapes;)
        {
            _stack.Enter(at, isReached);
            var instruction = Instruction.At(_code, at);
            isReached = Step(instruction, at);
            at = instruction.Next;
        }
    }

    // Whether the next instruction is reached from this one.
    private bool Step(in Instruction it, int at)
    {
        switch (it.Code)
        {
            case >= 0x02 and <= 0x05: PushOf(_scope.Arguments[it.Code - 0x02]); return true; // ldarg.0 to 3
            case 0x0E or 0xFE09: PushOf(_scope.Arguments[it.Operand]); return true; // ldarg
            case 0x0F or 0xFE0A: PushAddressOf(_scope.Arguments[it.Operand]); return true; // ldarga
            case 0x10 or 0xFE0B: Store(_scope.Arguments[it.Operand]); return true; // starg
            case >= 0x06 and <= 0x09: PushOf(_scope.Locals[it.Code - 0x06]); return true; // ldloc.0 to 3
            case 0x11 or 0xFE0C: PushOf(_scope.Locals[it.Operand]); return true; // ldloc
            case 0x12 or 0xFE0D: PushAddressOf(_scope.Locals[it.Operand]); return true; // ldloca
            case >= 0x0A and <= 0x0D: Store(_scope.Locals[it.Code - 0x0A]); return true; // stloc.0 to 3
            case 0x13 or 0xFE0E: Store(_scope.Locals[it.Operand]); return true; // stloc
            case 0x25: // dup
                Push(_stack.Below(0));
                return true;
            case >= 0x14 and <= 0x1E: // ldnull, ldc.i4.m1 to 8
                Push(new StackValue(it.Code - 0x16));
                return true;
            case 0x1F: // ldc.i4.s
                Push(new StackValue((sbyte)it.Operand));
                return true;
            case 0x20: // ldc.i4
                Push(new StackValue(it.Operand));
                return true;
            case 0x6A when _stack.Below(0).Kind == StackValue.Of.Constant: return true; // conv.i8
            case 0x26: // pop
                Pop();
                return true;
            case 0x7B: LoadField(it.Operand, isAddress: false); return true;
            case 0x7C: LoadField(it.Operand, isAddress: true); return true;
            case 0x7D: StoreField(it.Operand); return true;
            case 0x7E or 0x7F: LoadStatic(it); return true;
            case 0x80: Store(_scope.Field(it.Operand).FieldType); return true; // stsfld
            case 0x28 or 0x6F or 0x73: Call(it); return true; // call, callvirt, newobj
            case 0xFE06 or 0xFE07: Function(it); return true; // ldftn, ldvirtftn
            case 0xD0: Token(it.Operand); return true; // ldtoken
            case 0xFE15: StoreAt(Pop()); return true; // initobj
            case 0x51 or (>= 0x52 and <= 0x57) or 0xDF or 0x81: StoreIndirectly(); return true; // stind, stobj
            case 0x2A: // ret
                while (_stack.Depth > 0) Use(Pop());
                return false;
            case 0x7A or 0xDC or 0xFE11 or 0xFE1A: // throw, endfinally, endfilter, rethrow
                return false;
            case 0xDD or 0xDE: // leave
                _stack.Clear();
                _stack.Jump(at, it.Operand);
                return false;
            case 0x45: // switch
                Pop();
                for (int i = 0, from = it.Next - (4 * it.Operand); i < it.Operand; i++)
                {
                    _stack.Jump(at, it.Next + BinaryPrimitives.ReadInt32LittleEndian(_code.AsSpan(from + (4 * i))));
                }

                return true;
            case 0x27 or 0x29 or 0xC2 or 0xC6 or 0xFE00: // jmp, calli, refanyval, mkrefany, arglist
                throw new NotUnderstoodException();
            default:
                return Others(it, at);
        }
    }

    private bool Others(in Instruction it, int at)
    {
        // Comparing a closure, with null above all, gives nothing of it away.
        bool compares = it.IsBranch || it.Code is 0xFE01 or 0xFE03;
        for (int i = 0; i < it.Pops; i++)
        {
            StackValue value = Pop();
            if (!compares) Use(value);
        }

        for (int i = 0; i < it.Pushes; i++)
        {
            Push(default);
        }

        if (!it.IsBranch) return true;
        _stack.Jump(at, it.Operand);
        return it.Code is not (0x2B or 0x38); // br
    }

    private void LoadField(int token, bool isAddress)
    {
        FieldInfo field = _scope.Field(token);
        StackValue owner = Pop();
        _walk.Read(field);
        if (_walk.IsClosure(field.FieldType) && isAddress) PushAddressOf(field.FieldType);
        else if (!isAddress) PushOf(field.FieldType);
        else if (field.DeclaringType is { } type && _walk.IsClosure(type)) Push(new StackValue(StackValue.Of.Address, field));
        else if (owner.Kind == StackValue.Of.Address) Push(owner);
        else Push(default(StackValue));
    }

    private void StoreField(int token)
    {
        FieldInfo field = _scope.Field(token);
        StackValue value = Pop();
        if (!_walk.IsClosure(field.FieldType)) Use(value);
        StoreAt(Pop());
        _walk.Write(field);
    }

    private void LoadStatic(in Instruction it)
    {
        FieldInfo field = _scope.Field(it.Operand);
        if (it.Code == 0x7F) PushAddressOf(field.FieldType);
        else PushOf(field.FieldType);
    }

    private void Call(in Instruction it)
    {
        MethodBase method = _scope.Method(it.Operand);
        ParameterInfo[] parameters = method.GetParameters();
        Type owner = method.DeclaringType ?? throw new NotUnderstoodException();
        bool isNew = it.Code == 0x73;
        bool isRead = IsRead(method);
        bool isDelegate = isNew && owner.IsSubclassOf(typeof(Delegate)) && parameters.Length == 2;
        StackValue last = default;
        for (int i = parameters.Length - 1; i >= 0; i--)
        {
            StackValue value = Pop();
            if (value.Kind == StackValue.Of.Address && !isRead) Lend(value, method, parameters[i]);
            if (isDelegate && i == 1) last = value;
            bool isMethodOfClosure = isDelegate && last.Member is { DeclaringType: { } type } && _walk.IsClosure(type);
            if (!isMethodOfClosure && !_walk.IsClosure(parameters[i].ParameterType)) Use(value);
        }

        if (!isNew && !method.IsStatic)
        {
            StackValue self = Pop();
            if (!_walk.IsClosure(owner) && !(owner == typeof(object) && method.IsConstructor)) Use(self);
        }

        _walk.Meet(method);
        if (method.IsGenericMethod)
        {
            foreach (Type argument in method.GetGenericArguments())
            {
                _walk.Meet(argument);
            }
        }

        if (isNew && _walk.IsClosure(owner)) _walk.Make(owner);
        if (isNew) PushOf(owner);
        else if (method is MethodInfo { ReturnType: var type } && type != typeof(void)) PushOf(type);
    }

    // Interlocked.CompareExchange(ref variable, 0, 0) is how one reads what others write to.
    private bool IsRead(MethodBase method) =>
        method.DeclaringType == typeof(Interlocked) && method.Name == nameof(Interlocked.CompareExchange)
        && _stack.Below(0) is { Kind: StackValue.Of.Constant } wanted && wanted.IsSame(_stack.Below(1));

    // A variable's address goes to a method. What it does with it is certain in few cases.
    private void Lend(StackValue address, MethodBase method, ParameterInfo parameter)
    {
        bool writes = parameter.IsOut && parameter.ParameterType.IsByRef && !parameter.IsIn;
        if (!writes && method.Module == typeof(Interlocked).Module && parameter is { Position: 0, IsIn: false })
        {
            writes = (method.DeclaringType == typeof(Interlocked) && method.Name != nameof(Interlocked.Read))
                || (method.DeclaringType == typeof(Volatile) && method.Name == nameof(Volatile.Write));
        }

        if (writes) _walk.Write((FieldInfo)address.Member!); // the address of a variable names it
    }

    private void Function(in Instruction it)
    {
        if (it.Code == 0xFE07) Use(Pop());
        MethodBase method = _scope.Method(it.Operand);
        _walk.Meet(method);
        Push(new StackValue(StackValue.Of.Method, method));
    }

    // Expression trees name the fields of a closure this way, and what becomes of them is not to be seen.
    private void Token(int token)
    {
        MemberInfo member = _scope.Member(token);
        if ((member as Type ?? member.DeclaringType) is { } type && _walk.IsClosure(type)) _walk.Escapes = true;
        Push(default);
    }

    private void StoreIndirectly()
    {
        Use(Pop());
        StoreAt(Pop());
    }

    private void StoreAt(StackValue address)
    {
        if (address.Kind == StackValue.Of.Address) _walk.Write((FieldInfo)address.Member!); // the address of a variable names it
    }

    private void Store(Type place)
    {
        StackValue value = Pop();
        if (!_walk.IsClosure(place)) Use(value);
    }

    // A closure in a place that is not for closures: anything may become of it.
    private void Use(StackValue value)
    {
        if (value.Kind == StackValue.Of.Closure) _walk.Escapes = true;
    }

    private void PushOf(Type type) => Push(_walk.IsClosure(type) ? new StackValue(StackValue.Of.Closure) : default);

    // Whoever has the address of a place that holds a closure may put another there; a struct's own address is the closure.
    private void PushAddressOf(Type type)
    {
        if (_walk.IsClosure(type) && !type.IsValueType && !type.IsByRef) _walk.Escapes = true;
        PushOf(type);
    }

    private void Push(StackValue value) => _stack.Push(value);

    private StackValue Pop() => _stack.Pop();
}
