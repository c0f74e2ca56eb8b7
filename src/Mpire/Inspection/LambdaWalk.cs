using System.Reflection;

namespace Mpire.Inspection;

/// <summary>
/// Looks through a function and all that the compiler made for it: nested lambdas, local functions, iterators and asynchronous methods. Fields are told apart by
/// their class and not by object, which can only find too many: nothing but this code can name a closure's fields. Collections here and around are such as the
/// framework has compiled: the first map of a program waits for all this.
/// </summary>
internal sealed class LambdaWalk
{
    private const int MostMethods = 1000;

    private readonly Queue<MethodBase> _ahead = new();
    private readonly Dictionary<int, MethodBase> _met = [];
    private readonly HashSet<Type> _machines = [];
    private readonly Dictionary<Type, bool> _closures = [];
    private readonly Dictionary<int, Type> _made = [];
    private readonly Dictionary<int, FieldInfo> _writes = [];
    private Module? _module;

    /// <summary>The fields of closures that may be read, by their tokens.</summary>
    public Dictionary<int, FieldInfo> Reads { get; } = [];

    /// <summary>Whether a closure goes where this walk does not follow.</summary>
    public bool Escapes { get; set; }

    /// <summary>Goes through all there is to see.</summary>
    public void Through(MethodBase method)
    {
        _module = method.Module;
        Ahead(method);
        while (!Escapes && _ahead.TryDequeue(out MethodBase? next))
        {
            new MethodWalk(this, next).Go();
        }
    }

    /// <summary>The captured variables that are written, but for those of closures that the code makes itself; such as are structs it has on its stack.</summary>
    public List<FieldInfo> LastingWrites() => [.. _writes.Values.Where(field => field.DeclaringType is { IsValueType: false } owner && !_made.ContainsKey(owner.MetadataToken))];

    /// <summary>Whether the type is a closure, or a reference to one.</summary>
    public bool IsClosure(Type type)
    {
        if (type.IsByRef) type = type.GetElementType()!; // a reference refers to something
        if (_closures.TryGetValue(type, out bool known)) return known;
        return _closures[type] = SourceNames.IsClosure(type);
    }

    /// <summary>A field is read, or its address is taken.</summary>
    public void Read(FieldInfo field)
    {
        Meet(field.DeclaringType);
        if (field.DeclaringType is not { } owner || !IsClosure(owner)) return;
        if (field.Module != _module) Escapes = true;
        Reads[field.MetadataToken] = field;
    }

    /// <summary>A field is written.</summary>
    public void Write(FieldInfo field)
    {
        Meet(field.DeclaringType);
        if (field.DeclaringType is not { } owner || !IsClosure(owner)) return;

        // The compiler keeps delegates and links to other closures there, which are no variables.
        if (!field.Name.StartsWith("<>9__", StringComparison.Ordinal) && SourceNames.OfField(field.Name) is not null) _writes[field.MetadataToken] = field;
    }

    /// <summary>A closure is made.</summary>
    public void Make(Type closure) => _made[closure.MetadataToken] = closure;

    /// <summary>A method is called, or a delegate made of it.</summary>
    public void Meet(MethodBase method)
    {
        if (method.Module != _module) return;
        Type? owner = method.DeclaringType;
        Meet(owner);
        if ((owner is not null && IsClosure(owner)) || (method.Name.StartsWith('<') && owner?.Name != "<PrivateImplementationDetails>")) Ahead(method);
    }

    /// <summary>A type occurs: what the compiler made to run an iterator or an asynchronous method runs with it.</summary>
    public void Meet(Type? type)
    {
        if (type is null || !type.Name.StartsWith('<') || type.Module != _module || _machines.Contains(type) || !SourceNames.IsStateMachine(type)) return;
        _machines.Add(type);
        foreach (MethodInfo method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            Ahead(method);
        }
    }

    private void Ahead(MethodBase method)
    {
        if (!_met.TryAdd(method.MetadataToken, method)) return;
        if (_met.Count > MostMethods) throw new NotUnderstoodException();
        _ahead.Enqueue(method);
    }
}
