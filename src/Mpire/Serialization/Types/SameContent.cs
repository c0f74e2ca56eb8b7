using System.Collections;
using System.Runtime.InteropServices;

namespace Mpire.Serialization;

/// <summary>Whether an object that arrived holds the same as one of this process; in doubt, and where it would take long to tell, it does not.</summary>
internal ref struct SameContent(object copy, object own)
{
    private const int Deepest = 16;
    private const int Most = 4096;

    private readonly object _copy = copy;
    private readonly object _own = own;
    private int _left = Most;

    public static bool Of(object copy, object own)
    {
        try
        {
            return new SameContent(copy, own).Fields(copy, own, 0);
        }
        catch (InvalidOperationException)
        {
            // Another thread changes a collection of this process.
            return false;
        }
    }

    private bool Is(object? a, object? b, int depth)
    {
        if (ReferenceEquals(a, b) || (ReferenceEquals(a, _copy) && ReferenceEquals(b, _own)))
        {
            return true;
        }

        if (a is null || b is null || a.GetType() != b.GetType() || depth > Deepest || --_left < 0)
        {
            return false;
        }

        return TypeCodecs.For(a.GetType()) switch
        {
            RawCodec => Memory(a, b),
            ObjectCodec or StructCodec => Fields(a, b, depth),
            AtomCodec or StringCodec or DelegateCodec => a.Equals(b),
            _ => a is IEnumerable items && Layout.IsFramework(a.GetType().Assembly) && All(items, (IEnumerable)b, depth),
        };
    }

    private bool Fields(object a, object b, int depth)
    {
        FieldPlace[] places = TypeCodecs.For(a.GetType()) switch
        {
            ObjectCodec codec => codec.Places,
            StructCodec codec => codec.Places,
            _ => [],
        };
        foreach (FieldPlace place in places)
        {
            if (!Is(place.Field.GetValue(a), place.Field.GetValue(b), depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private bool All(IEnumerable a, IEnumerable b, int depth)
    {
        IEnumerator others = b.GetEnumerator();
        try
        {
            foreach (object? item in a)
            {
                if (!others.MoveNext() || !Is(item, others.Current, depth + 1))
                {
                    return false;
                }
            }

            return !others.MoveNext();
        }
        finally
        {
            (others as IDisposable)?.Dispose();
        }
    }

    private static bool Memory(object a, object b)
    {
        int size = Layout.SizeOf(a.GetType());
        return MemoryMarshal.CreateSpan(ref Box.Data(a), size).SequenceEqual(MemoryMarshal.CreateSpan(ref Box.Data(b), size));
    }
}
