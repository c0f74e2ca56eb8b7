using System.Reflection;
using System.Runtime.Serialization;
using Mpire.Inspection;

namespace Mpire.Serialization;

/// <summary>
/// The methods by which a type takes part: those marked [OnSerializing] and so on, and <see cref="IDeserializationCallback"/>. A field marked
/// [NonSerialized] is filled by nobody else. The framework's own are left out: its types are rebuilt in other ways.
/// </summary>
internal sealed class Callbacks
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

#pragma warning disable SYSLIB0050 // Callbacks may look at it, so it says what it said to them when there was a formatter.
    private static readonly object?[] Context = [new StreamingContext(StreamingContextStates.CrossProcess)];
#pragma warning restore SYSLIB0050

    private readonly Type _type;
    private readonly List<MethodInfo> _before = [];
    private readonly List<MethodInfo> _after = [];
    private readonly List<MethodInfo> _beforeRead = [];
    private readonly List<MethodInfo> _afterRead = [];
    private readonly MethodInfo? _whole;

    private Callbacks(Type type)
    {
        _type = type;
        for (Type? level = type; level is not null && !Layout.IsFramework(level.Assembly); level = level.BaseType)
        {
            foreach (MethodInfo method in level.GetMethods(Own))
            {
                if (!MayBeCallback(method))
                {
                    continue;
                }

                // Base classes are called first.
                Add(_before, method, typeof(OnSerializingAttribute));
                Add(_after, method, typeof(OnSerializedAttribute));
                Add(_beforeRead, method, typeof(OnDeserializingAttribute));
                Add(_afterRead, method, typeof(OnDeserializedAttribute));
            }
        }

        if (typeof(IDeserializationCallback).IsAssignableFrom(type))
        {
            MethodInfo target = type.GetInterfaceMap(typeof(IDeserializationCallback)).TargetMethods[0];
            _whole = Layout.IsFramework(target.DeclaringType!.Assembly) ? null : target;
        }
    }

    /// <summary>Whether the object wants to know when it and all it refers to are there.</summary>
    public bool IsCalledWhenWhole => _afterRead.Count > 0 || _whole is not null;

    private bool IsEmpty => _before.Count + _after.Count + _beforeRead.Count == 0 && !IsCalledWhenWhole;

    /// <summary>The type's callbacks; <see langword="null"/> if it has none, as nearly all.</summary>
    public static Callbacks? Of(Type type)
    {
        if (Layout.IsFramework(type.Assembly) || SourceNames.IsClosure(type))
        {
            return null;
        }

        var callbacks = new Callbacks(type);
        return callbacks.IsEmpty ? null : callbacks;
    }

    /// <summary>Before the object's fields are written.</summary>
    public void BeforeWrite(object value) => Call(_before, value);

    /// <summary>After the graph is written.</summary>
    public void AfterWrite(object value) => Call(_after, value);

    /// <summary>After the object is made, before it has any field.</summary>
    public void BeforeRead(object value) => Call(_beforeRead, value);

    /// <summary>After the object and what it refers to have all their fields.</summary>
    public void AfterRead(object value) => Call(_afterRead, value);

    /// <summary>After that was done for all that refer to each other.</summary>
    public void Whole(object value)
    {
        if (_whole is not null)
        {
            Call(_whole, value, [null]);
        }
    }

    private static bool MayBeCallback(MethodInfo method)
    {
        try
        {
            return !method.IsVirtual && method.ReturnType == typeof(void)
                && method.GetParameters() is [{ ParameterType: var parameter }] && parameter == typeof(StreamingContext);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or TypeLoadException or BadImageFormatException)
        {
            // Its signature names a type that is not there, so it is another method.
            return false;
        }
    }

    private static void Add(List<MethodInfo> methods, MethodInfo method, Type mark)
    {
        if (method.IsDefined(mark, inherit: false))
        {
            methods.Insert(0, method);
        }
    }

    private void Call(List<MethodInfo> methods, object value)
    {
        foreach (MethodInfo method in methods)
        {
            Call(method, value, Context);
        }
    }

    private void Call(MethodInfo method, object value, object?[] arguments)
    {
        try
        {
            method.Invoke(value, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or SerializationException))
        {
            string name = Refusals.NameOf(_type);
            throw new SerializationException($"An object of type '{name}' cannot travel: its '{method.Name}' threw {e.GetType()}: {e.Message}", null, name, e);
        }
    }
}
