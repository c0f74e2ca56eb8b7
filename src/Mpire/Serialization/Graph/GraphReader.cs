using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mpire.Serialization;

/// <summary>One graph on its way in; the mirror of <see cref="GraphWriter"/>. Trusts nothing it reads.</summary>
internal sealed class GraphReader
{
    public const byte Null = 0;
    public const byte NewAsDeclared = 1;
    public const byte New = 2;
    public const byte NewPutOff = 3;
    public const byte PutOffFirst = 4;
    public const byte Field = 5;
    public const byte FieldIfSame = 6;
    public const int FirstEarlier = 7;

    /// <summary>Strings of this length are worth a number, so that a second reference to one costs nothing.</summary>
    public const int TrackedStringLength = 64;

    // The writer does not count heads of objects whose content it puts off.
    private const int Slack = 32;

    [ThreadStatic]
    private static GraphReader? _spare;

    private readonly List<TypeCodec> _types = [];
    private readonly Queue<Pending> _pending = new();
    private readonly FillOrder _fills = new();
    private readonly int[] _open = new int[GraphWriter.RefusedNesting + Slack];
    private object?[] _objects = new object?[64];
    private int _count;
    private int _depth;
    private int _holder = FillOrder.Nobody;
    private int _needsAll = FillOrder.Nobody;

    /// <summary>Where the bytes come from.</summary>
    public PayloadReader In { get; private set; } = null!; // set by Begin, before anything else

    /// <summary>Takes this thread's spare reader or makes one.</summary>
    public static GraphReader Begin(PayloadReader source)
    {
        GraphReader reader = _spare ?? new GraphReader();
        _spare = null;
        reader.In = source;
        return reader;
    }

    /// <summary>Forgets the graph.</summary>
    public void End()
    {
        if (_objects.Length > 64 * 1024)
        {
            _objects = new object?[64];
        }
        else
        {
            Array.Clear(_objects, 0, _count);
        }

        _count = 0;
        _types.Clear();
        _pending.Clear();
        _fills.Clear();
        _depth = 0;
        _holder = FillOrder.Nobody;
        _needsAll = FillOrder.Nobody;
        In = null!; // nothing reads before the next Begin
        _spare = this;
    }

    /// <summary>Reads what was put off.</summary>
    public void Drain()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        int holder = _holder;
        int depth = Deeper();
        while (_pending.TryDequeue(out Pending? next))
        {
            _open[depth] = next.Number;
            ReadContent(next.Codec, next.Value, next.Number);
        }

        _depth = depth;
        _holder = holder;
    }

    /// <summary>What is read next is what the object whose content is being read needs for its filling: its keys.</summary>
    public void BeginKeys() => _holder = FillOrder.FillingOf(_holder);

    /// <summary>What is read next the object merely holds, unless it waits for all of it.</summary>
    public void EndKeys() => _holder = _holder == _needsAll ? _holder : FillOrder.ObjectOf(_holder);

    /// <summary>Has the container whose content was read filled when its comparer and its keys are whole.</summary>
    public void FillLater(Fill fill) => _fills.Add(_holder, fill);

    /// <summary>Fills the containers that wait. Call after the roots.</summary>
    public void Complete() => _fills.RunAll(_count);

    /// <summary>Makes whole what the keys read so far refer to; for a container that can only be made from whole ones.</summary>
    /// <param name="needed">Whether they need that.</param>
    /// <returns>Whether they are whole: not if something there refers to an object that is not read to its end yet.</returns>
    public bool TryCompleteKeys(bool needed)
    {
        if (!needed)
        {
            return true;
        }

        Drain();
        return _fills.TryRunFor(_holder, _count, _open.AsSpan(0, _depth - 1));
    }

    /// <summary>Reads a string.</summary>
    public string? ReadString()
    {
        ulong head = In.ReadVarUInt();
        if (head == 0)
        {
            return null;
        }

        if ((head & 3) == StringForm.Earlier)
        {
            return Earlier(head >> 2) as string ?? throw WrongType(typeof(string));
        }

        string text = In.ReadStringBody(head);
        if (text.Length >= TrackedStringLength)
        {
            // In two steps: reserving may replace the array.
            int number = Reserve();
            _objects[number] = text;
        }

        return text;
    }

    /// <summary>Reads a reference in a place declared as the codec's type; the result fits it.</summary>
    public object? ReadReference(TypeCodec declared)
    {
        ulong tag = In.ReadVarUInt();
        while (tag == PutOffFirst)
        {
            Drain();
            tag = In.ReadVarUInt();
        }

        TypeCodec codec;
        int field = -1;
        switch (tag)
        {
            case Null:
                return null;
            case NewAsDeclared:
                codec = declared;
                break;
            case New:
            case NewPutOff:
                codec = ReadType();
                if (!ReferenceEquals(codec, declared) && !declared.Type.IsAssignableFrom(codec.Type))
                {
                    throw WrongType(declared.Type);
                }

                break;
            case Field:
                codec = ReadType();
                return OwnInstances.Fitting(codec, In.ReadVarUInt(), declared.Type);
            case FieldIfSame:
                codec = ReadType();
                field = OwnInstances.Check(codec, In.ReadVarUInt(), declared.Type);
                break;
            default:
                object earlier = Earlier(tag - FirstEarlier);
                ReferBack((int)(tag - FirstEarlier));
                return declared.Type.IsInstanceOfType(earlier) ? earlier : throw WrongType(declared.Type);
        }

        int number = -1;
        int holder = _holder;
        int depth = Deeper();
        if (codec.HasIdentity)
        {
            number = Reserve();
            _fills.Refer(holder, number);
            _holder = ~number;
        }

        // Without an identity it is part of its holder.
        _open[depth] = number;
        object value = codec.Create(this);
        if (number >= 0)
        {
            _objects[number] = value;
        }

        if (!codec.HasContent)
        {
            if (value.GetType() != codec.Type && !declared.Type.IsInstanceOfType(value))
            {
                throw WrongType(declared.Type);
            }

            if (tag == NewPutOff)
            {
                PayloadReader.ThrowDamaged("an object without content has its content put off");
            }
        }
        else if (tag == NewPutOff)
        {
            _fills.IsTangled = true;
            _pending.Enqueue(new Pending(codec, value, number));
        }
        else
        {
            ReadContent(codec, value, number); // what has content has an identity
            if (field >= 0 && codec.Traits.Own!.ValueOf(field) is { } own && SameContent.Of(value, own))
            {
                _objects[number] = value = own;
            }
        }

        _depth = depth;
        _holder = holder;
        return value;
    }

    /// <summary>Fills memory that holds no references.</summary>
    public void ReadRaw(ref byte data, int size) => In.ReadBytesInto(MemoryMarshal.CreateSpan(ref data, size));

    /// <summary>Fills one byte.</summary>
    public void ReadRaw1(ref byte data) => data = In.ReadByte();

    /// <summary>Fills four bytes.</summary>
    public void ReadRaw4(ref byte data) => Unsafe.WriteUnaligned(ref data, In.ReadUnmanaged<int>());

    /// <summary>Fills eight bytes.</summary>
    public void ReadRaw8(ref byte data) => Unsafe.WriteUnaligned(ref data, In.ReadUnmanaged<long>());

    /// <summary>Reads a truth value.</summary>
    public bool ReadFlag()
    {
        byte value = In.ReadByte();
        if (value > 1)
        {
            PayloadReader.ThrowDamaged("a flag is neither yes nor no");
        }

        return value == 1;
    }

    /// <summary>Reads a value in a place laid out as <paramref name="kind"/>, into a box; <paramref name="type"/> is that of a raw value.</summary>
    public object? ReadPlace(PlaceKind kind, TypeCodec? codec, Type type, int size)
    {
        switch (kind)
        {
            case PlaceKind.Raw:
                object box = RuntimeHelpers.GetUninitializedObject(type);
                ReadRaw(ref Box.Data(box), size);
                return box;
            case PlaceKind.String:
                return ReadString();
            case PlaceKind.Reference:
                return ReadReference(codec!); // these kinds have a codec
            case PlaceKind.Struct:
            case PlaceKind.SpecialStruct:
                return codec!.Create(this); // these kinds have a codec
            case PlaceKind.Nullable:
                return ReadFlag() ? codec!.Create(this) : null; // the codec of the underlying type
            default:
                ReadNative();
                return null;
        }
    }

    /// <summary>Reads the zero that stands for a pointer.</summary>
    public void ReadNative()
    {
        if (In.ReadByte() != 0)
        {
            PayloadReader.ThrowDamaged("a pointer is not zero");
        }
    }

    /// <summary>Reads a type as part of the graph.</summary>
    public TypeCodec ReadType()
    {
        ulong known = In.ReadVarUInt();
        if (known == 0)
        {
            TypeCodec codec = TypeCodecs.For(TypeIdentity.Read(In));
            _types.Add(codec);
            return codec;
        }

        if (known > (ulong)_types.Count)
        {
            PayloadReader.ThrowDamaged("a type is referred to that was not sent");
        }

        return _types[(int)known - 1];
    }

    internal static SerializationException WrongType(Type expected) =>
        new($"The received data is damaged: a value does not fit its place, which is declared as '{expected}'.", null, expected.FullName);

    private void ReadContent(TypeCodec codec, object value, int number)
    {
        _holder = number;
        if (codec.Traits.Callbacks is not { } callbacks)
        {
            codec.ReadContent(this, value);
            return;
        }

        callbacks.BeforeRead(value);
        if (!callbacks.IsCalledWhenWhole)
        {
            codec.ReadContent(this, value);
            return;
        }

        // All it refers to comes first, as for a container its keys.
        int outer = _needsAll;
        _holder = _needsAll = FillOrder.FillingOf(number);
        codec.ReadContent(this, value);
        _fills.Add(number, new CallbackFill(callbacks, value));
        _needsAll = outer;
    }

    // One step deeper; the result is where we are now.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Deeper()
    {
        int depth = _depth;
        if ((uint)depth >= (uint)_open.Length || ((depth & 15) == 15 && !RuntimeHelpers.TryEnsureSufficientExecutionStack()))
        {
            PayloadReader.ThrowDamaged("objects are nested too deeply for this thread's stack");
        }

        _depth = depth + 1;
        return depth;
    }

    private int Reserve()
    {
        if (_count == _objects.Length)
        {
            Array.Resize(ref _objects, _count * 2);
        }

        return _count++;
    }

    private void ReferBack(int number)
    {
        _fills.Refer(_holder, number);

        // The first one open that is not younger tells: while nothing is put off, numbers rise with the nesting.
        for (int i = _depth - 1; i >= 0 && !_fills.IsTangled; i--)
        {
            int open = _open[i];
            if ((uint)open <= (uint)number)
            {
                _fills.IsTangled = open == number;
                return;
            }
        }
    }

    private object Earlier(ulong number)
    {
        if (number >= (ulong)_count || _objects[number] is not { } value)
        {
            PayloadReader.ThrowDamaged("an object is referred to that was not sent");
            return null;
        }

        return value;
    }

    // A class, because queues of classes are compiled ahead of time.
    private sealed record Pending(TypeCodec Codec, object Value, int Number);
}
