using System.Reflection;
using Mpire.Inspection;

namespace Mpire.Serialization;

/// <summary>
/// Which fields of the closures of one graph are sent. A closure that several functions share needs what any of them reads, and all where something else
/// refers to it. Where that comes out when its fields are written already, the graph is written again.
/// </summary>
internal sealed class ClosureNeeds
{
    private readonly Dictionary<object, Need> _needs = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether a closure needs more than was written of it.</summary>
    public bool HasGrown { get; private set; }

    /// <summary>Whether all of a closure is sent, since it is not known what of it is read.</summary>
    public bool SendsAll { get; private set; }

    /// <summary>What a delegate's method does with its target; nothing is known of a method that is not the closure's own.</summary>
    public static LambdaUse UseOf(object closure, MethodInfo method) => method.DeclaringType == closure.GetType() ? LambdaUse.Of(method) : LambdaUse.Unknown;

    /// <summary>A delegate on its way has this closure as its target.</summary>
    public void Expect(ClosureCodec codec, object closure, LambdaUse use)
    {
        Add(codec, closure, use);
        _needs[closure].Expected++;
    }

    /// <summary>A closure is referred to: by a delegate or closure that has said so, or by something else, which may do with it what it likes.</summary>
    public void Meet(ClosureCodec codec, object closure)
    {
        if (_needs.TryGetValue(closure, out Need? need) && need.Expected > 0)
        {
            need.Expected--;
        }
        else
        {
            Add(codec, closure, LambdaUse.Unknown);
        }
    }

    /// <summary>The fields to be written now.</summary>
    public ulong Begin(ClosureCodec codec, object closure)
    {
        Need need = _needs[closure];
        need.IsWritten = true;
        foreach (object link in codec.LinksOf(closure, need.Mask))
        {
            if (_needs.TryGetValue(link, out Need? next))
            {
                next.Expected++;
            }
        }

        return need.Mask;
    }

    /// <summary>The graph will be written again, with what is known now.</summary>
    public void Restart()
    {
        HasGrown = false;
        foreach (Need need in _needs.Values)
        {
            need.IsWritten = false;
            need.Expected = 0;
        }
    }

    /// <summary>Forgets all closures.</summary>
    public void Clear()
    {
        if (_needs.Count > 0)
        {
            _needs.Clear();
        }

        HasGrown = false;
        SendsAll = false;
    }

    private void Add(ClosureCodec codec, object closure, LambdaUse use)
    {
        if (!_needs.TryGetValue(closure, out Need? need))
        {
            need = new Need();
            _needs.Add(closure, need);
        }

        if (need.Uses.Contains(use))
        {
            return;
        }

        need.Uses.Add(use);
        SendsAll |= use.Reads is null;
        ulong mask = codec.MaskOf(use);
        HasGrown |= need.IsWritten && (need.Mask | mask) != need.Mask;
        need.Mask |= mask;

        // What else is reached from here, so that it is known before that is written: most graphs are written once.
        foreach (object link in codec.LinksOf(closure, mask))
        {
            if (link is not Delegate linked)
            {
                if (TypeCodecs.For(link.GetType()) is ClosureCodec outer)
                {
                    Add(outer, link, use);
                }

                continue;
            }

            foreach (Delegate part in Delegate.EnumerateInvocationList(linked))
            {
                if (part.Target is { } target && TypeCodecs.For(target.GetType()) is ClosureCodec other)
                {
                    Add(other, target, UseOf(target, part.Method));
                }
            }
        }
    }

    private sealed class Need
    {
        public List<LambdaUse> Uses { get; } = [];

        public ulong Mask { get; set; }

        public int Expected { get; set; }

        public bool IsWritten { get; set; }
    }
}
