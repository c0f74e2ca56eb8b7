using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>One graph on its way out: what was met already, how deep we are, and what still has to be written.</summary>
internal sealed class GraphWriter
{
    /// <summary>Below this nesting the contents of objects are put off until the stack is short again.</summary>
    public const int DeepestNesting = 128;

    /// <summary>Nesting at which objects whose contents cannot be put off are refused.</summary>
    public const int RefusedNesting = 512;

    [ThreadStatic]
    private static GraphWriter? _spare;

    private readonly ReferenceTable _references = new();
    private readonly Dictionary<TypeCodec, int> _types = [];
    private readonly Queue<Pending> _pending = new();
    private readonly List<int> _open = [];
    private readonly List<(Callbacks Callbacks, object Value)> _called = [];
    private int _depth;
    private bool _inOwn;

    /// <summary>Where the bytes go.</summary>
    public PayloadWriter Out { get; private set; } = null!; // set by Begin, before anything else

    /// <summary>The way to the value being written, while it is looked for; otherwise <see langword="null"/>.</summary>
    public PathNode? Path { get; set; }

    /// <summary>Which fields of closures are sent.</summary>
    public ClosureNeeds Closures { get; } = new();

    /// <summary>Takes this thread's spare writer or makes one.</summary>
    public static GraphWriter Begin(PayloadWriter destination, PathNode? path = null)
    {
        GraphWriter writer = _spare ?? new GraphWriter();
        _spare = null;
        writer.Out = destination;
        writer.Path = path;
        return writer;
    }

    /// <summary>Whether what was written since <paramref name="before"/> must be written again, from its roots; it is forgotten then.</summary>
    public bool BeginsAgain(long before, PathNode? path)
    {
        if (!Closures.HasGrown)
        {
            return false;
        }

        CallBack();
        Forget();
        Closures.Restart();
        Out.Truncate(before);
        Path = path;
        return true;
    }

    /// <summary>Forgets the graph and keeps the tables for the next one.</summary>
    public void End()
    {
        Forget();
        Closures.Clear();
        Out = null!; // nothing writes before the next Begin
        Path = null;
        _spare = this;
    }

    private void Forget()
    {
        _references.Clear();
        if (_types.Count > 0)
        {
            _types.Clear();
        }

        _pending.Clear();
        _open.Clear();
        _called.Clear();
        _depth = 0;
        _inOwn = false;
    }

    /// <summary>Tells the objects that want to know that the graph is written, or that it could not be.</summary>
    public void CallBack()
    {
        for (int i = 0; i < _called.Count; i++)
        {
            _called[i].Callbacks.AfterWrite(_called[i].Value);
        }
    }

    /// <summary>Writes what was put off. Call after the roots, and wherever the reader needs complete objects.</summary>
    public void Drain()
    {
        _depth++;
        while (_pending.TryDequeue(out Pending? next))
        {
            PathNode? saved = Path;
            Path = next.Path;
            WriteContent(next.Codec, next.Value);
            Path = saved;
        }

        _depth--;
    }

    /// <summary>Writes a string; a long one that was met before as a reference.</summary>
    public void WriteString(string? value)
    {
        if (value is not null && value.Length >= GraphReader.TrackedStringLength)
        {
            int number = _references.GetOrAdd(value, out bool known);
            if (known)
            {
                Out.WriteVarUInt(((ulong)number << 2) | StringForm.Earlier);
                return;
            }
        }

        Out.WriteString(value);
    }

    /// <summary>Writes a reference in a place declared as the codec's type.</summary>
    public void WriteReference(object? value, TypeCodec declared) => WriteReference(value, declared, putOff: false);

    /// <summary>Writes a reference whose object's content comes later if that is possible at all, so that it may refer to its owner.</summary>
    public void WriteReferencePutOff(object? value, TypeCodec declared) => WriteReference(value, declared, putOff: true);

    /// <summary>Writes memory.</summary>
    public void WriteRaw(ref byte data, int size) => Out.WriteBytes(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref data, size));

    /// <summary>Writes one byte of memory.</summary>
    public void WriteRaw1(ref byte data) => Out.WriteByte(data);

    /// <summary>Writes four bytes of memory.</summary>
    public void WriteRaw4(ref byte data) => Out.WriteUnmanaged(Unsafe.ReadUnaligned<int>(ref data));

    /// <summary>Writes eight bytes of memory.</summary>
    public void WriteRaw8(ref byte data) => Out.WriteUnmanaged(Unsafe.ReadUnaligned<long>(ref data));

    /// <summary>Writes a zero, because any other pointer means nothing elsewhere.</summary>
    public void WriteNative(nint value)
    {
        if (value != 0)
        {
            throw Refusals.Refuse(this, typeof(nint), "a pointer or handle of this process means nothing in another", Refusals.Leave);
        }

        Out.WriteByte(0);
    }

    /// <summary>Writes a value in a place laid out as <paramref name="kind"/>, from a box.</summary>
    public void WritePlace(PlaceKind kind, TypeCodec? codec, int size, object? value)
    {
        switch (kind)
        {
            case PlaceKind.Raw:
                WriteRaw(ref Box.Data(value!), size); // a raw value is never null
                break;
            case PlaceKind.String:
                WriteString((string?)value);
                break;
            case PlaceKind.Reference:
                WriteReference(value, codec!); // these kinds have a codec
                break;
            case PlaceKind.Struct:
            case PlaceKind.SpecialStruct:
                codec!.WriteHead(this, value!); // a struct is never null
                break;
            case PlaceKind.Nullable:
                Out.WriteByte(value is null ? (byte)0 : (byte)1);
                if (value is not null)
                {
                    codec!.WriteHead(this, value); // the codec of the underlying type
                }

                break;
            default:
                WriteNative(value is null ? 0 : Box.ToNative(value));
                break;
        }
    }

    /// <summary>Writes a type as part of the graph.</summary>
    public void WriteType(TypeCodec codec)
    {
        if (_types.TryGetValue(codec, out int known))
        {
            Out.WriteVarUInt((ulong)known + 1);
            return;
        }

        byte[] identity = codec.Identity;
        _types.Add(codec, _types.Count);
        Out.WriteByte(0);
        Out.WriteVarUInt((ulong)identity.Length);
        Out.WriteBytes(identity);
    }

    private void WriteReference(object? value, TypeCodec declared, bool putOff)
    {
        if (value is null)
        {
            Out.WriteByte(GraphReader.Null);
            return;
        }

        Type type = value.GetType();
        bool exact = ReferenceEquals(type, declared.Type);
        TypeCodec codec = exact ? declared : TypeCodecs.For(type);
        TypeTraits traits = codec.Traits;
        int field = -1;
        if (!ReferenceEquals(traits, TypeTraits.None))
        {
            field = traits.Own?.IndexOf(value) ?? -1;
            if (codec is ClosureCodec closure)
            {
                Closures.Meet(closure, value);
            }
        }

        if (field >= 0 && traits.Own!.IsField)
        {
            WriteField(GraphReader.Field, codec, field);
            return;
        }

        if (_pending.Count > 0 && codec.NeedsWhole(value))
        {
            RefuseTooDeep(type);
            Out.WriteByte(GraphReader.PutOffFirst);
            Drain();
        }

        int number = -1;
        if (codec.HasIdentity)
        {
            number = _references.GetOrAdd(value, out bool known);
            if (known)
            {
                if (_open.Count > 0 && _open.Contains(number))
                {
                    throw Refusals.Refuse(
                        this, type, "it contains itself, and objects of this type exist only once their contents do", "Break the cycle.");
                }

                Out.WriteVarUInt((ulong)number + GraphReader.FirstEarlier);
                return;
            }
        }

        if (field >= 0 && !(putOff && traits.Own!.HasReferences))
        {
            WriteField(GraphReader.FieldIfSame, codec, field);
            WriteOwn(codec, value);
            return;
        }

        bool deep = _depth >= DeepestNesting || ((_depth & 15) == 15 && !RuntimeHelpers.TryEnsureSufficientExecutionStack());
        if (codec.HasContent && (putOff || deep))
        {
            Out.WriteByte(GraphReader.NewPutOff);
            WriteType(codec);
            WriteHead(codec, value, number);
            _pending.Enqueue(new Pending(codec, value, Path));
            return;
        }

        if (deep)
        {
            RefuseTooDeep(type);
        }

        if (exact)
        {
            Out.WriteByte(GraphReader.NewAsDeclared);
        }
        else
        {
            Out.WriteByte(GraphReader.New);
            WriteType(codec);
        }

        _depth++;
        if (codec.HasContent)
        {
            codec.WriteHead(this, value);
            WriteContent(codec, value);
        }
        else
        {
            WriteHead(codec, value, number);
        }

        _depth--;
    }

    private void WriteContent(TypeCodec codec, object value)
    {
        if (codec.Traits.Callbacks is not { } callbacks)
        {
            codec.WriteContent(this, value);
            return;
        }

        // Before: what it changes is to be undone even if it failed half-way.
        _called.Add((callbacks, value));
        Out.IsVolatile = true;
        callbacks.BeforeWrite(value);
        codec.WriteContent(this, value);
    }

    private void WriteField(byte tag, TypeCodec codec, int index)
    {
        Out.WriteByte(tag);
        WriteType(codec);
        Out.WriteVarUInt((ulong)index);
    }

    // At once, because the reader tells by the content which object it is. One of many objects of a chain must not be told otherwise for its depth.
    private void WriteOwn(TypeCodec codec, object value)
    {
        (int depth, bool isIn) = (_depth, _inOwn);
        _depth = isIn ? depth + 1 : Math.Min(depth, DeepestNesting / 2);
        _inOwn = true;
        if (_depth >= DeepestNesting)
        {
            RefuseTooDeep(value.GetType());
        }

        codec.WriteHead(this, value);
        WriteContent(codec, value);
        (_depth, _inOwn) = (depth, isIn);
    }

    private void RefuseTooDeep(Type type)
    {
        if (_depth >= RefusedNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Refusals.Refuse(this, type, "objects of this type are nested too deeply", "Send a flatter structure.");
        }
    }

    private void WriteHead(TypeCodec codec, object value, int number)
    {
        if (number < 0)
        {
            codec.WriteHead(this, value);
            return;
        }

        _open.Add(number);
        codec.WriteHead(this, value);
        _open.RemoveAt(_open.Count - 1);
    }

    // A class, because queues of classes are compiled ahead of time.
    private sealed record Pending(TypeCodec Codec, object Value, PathNode? Path);
}
