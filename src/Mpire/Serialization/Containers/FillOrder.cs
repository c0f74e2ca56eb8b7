namespace Mpire.Serialization;

/// <summary>
/// In which order containers are filled: each when all that its comparer and its keys refer to is whole, because hashing a key may look at any of it,
/// other containers included. Known from who refers to whom, so it depends neither on the order of reading nor on what was put off. An object counts
/// twice here: as itself, and as its filling (the complement of its number), which needs its comparer and its keys but not what it merely holds.
/// </summary>
internal sealed class FillOrder
{
    /// <summary>The holder of the roots.</summary>
    public const int Nobody = int.MinValue;

    private const int KeptReferences = 32 * 1024;

    private readonly Dictionary<int, Fill> _fills = [];
    private (int Holder, int Number)[] _references = new (int, int)[64];
    private int _count;
    private FillGraph? _graph;

    /// <summary>
    /// Whether something was put off, or referred to from inside itself. If not, whatever a container refers to was read to its end before it, and they
    /// wait in the right order.
    /// </summary>
    public bool IsTangled { get; set; }

    /// <summary>The number of an object's filling.</summary>
    public static int FillingOf(int holder) => holder < 0 ? holder : ~holder;

    /// <summary>The number of the object.</summary>
    public static int ObjectOf(int holder) => holder < 0 ? ~holder : holder;

    /// <summary>Notes that one refers to the other.</summary>
    public void Refer(int holder, int number)
    {
        (int, int)[] references = _references;
        int at = _count;
        if ((uint)at >= (uint)references.Length)
        {
            Array.Resize(ref _references, references.Length * 2);
            references = _references;
        }

        references[at] = (holder, number);
        _count = at + 1;
    }

    /// <summary>Has a container or a callback wait; the callback of a container comes after its filling.</summary>
    public void Add(int number, Fill fill)
    {
        if (!_fills.TryAdd(FillingOf(number), fill))
        {
            _fills[FillingOf(number)].Next = fill;
        }
    }

    /// <summary>Fills all containers that wait.</summary>
    public void RunAll(int objects)
    {
        if (!IsTangled)
        {
            foreach (Fill fill in _fills.Values)
            {
                RunAlone(fill);
            }

            return;
        }

        if (_fills.Count == 0)
        {
            return;
        }

        FillGraph graph = Graph(objects);
        foreach (int filling in _fills.Keys.ToArray())
        {
            graph.Visit(filling, Run);
        }
    }

    /// <summary>Fills the containers that the filling refers to, if everything it refers to is read.</summary>
    public bool TryRunFor(int filling, int objects, ReadOnlySpan<int> open)
    {
        FillGraph graph = Graph(objects);
        if (graph.Reaches(filling, open))
        {
            return false;
        }

        graph.Visit(filling, Run);

        // A dictionary enumerates in the order of adding only while nothing is removed.
        IsTangled = true;
        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _count = 0;
        _graph = null;
        IsTangled = false;

        // Even if it is empty: where something was removed, what is added next would not come last.
        _fills.Clear();

        if (_references.Length > KeptReferences)
        {
            _references = new (int, int)[64];
        }
    }

    private FillGraph Graph(int objects)
    {
        _graph ??= new FillGraph();
        _graph.Extend(_references.AsSpan(0, _count), objects);
        return _graph;
    }

    private static void RunAlone(Fill first)
    {
        for (Fill? fill = first; fill is not null; fill = fill.Next)
        {
            fill.Run();
            fill.Finish();
        }
    }

    private void Run(ReadOnlySpan<int> circle)
    {
        if (circle.Length == 1)
        {
            if (_fills.Remove(circle[0], out Fill? alone))
            {
                RunAlone(alone);
            }

            return;
        }

        var containers = new List<Fill>();
        var callbacks = new List<Fill>();
        foreach (int one in circle)
        {
            _ = _fills.Remove(one, out Fill? fill);
            for (; fill is not null; fill = fill.Next)
            {
                (fill.IsOnce ? callbacks : containers).Add(fill);
            }
        }

        // A container may find its keys only when their callbacks have run, which see the containers as far as they could be filled.
        (List<Fill> wrong, Exception? reason) = FillCircle(containers);
        callbacks.ForEach(static callback => callback.Run());
        callbacks.ForEach(static callback => callback.Finish());
        if (callbacks.Count > 0)
        {
            (wrong, reason) = FillCircle(containers.FindAll(static fill => !IsRight(fill)));
        }

        if (wrong.Count > 0)
        {
            throw Unfillable(wrong[0], reason);
        }
    }

    // Those in a circle may hash by each other, or merely refer to each other; only trying tells. Each round makes at least one of them right, if they
    // can be right at all.
    private static (List<Fill> Wrong, Exception? Reason) FillCircle(List<Fill> fills)
    {
        List<Fill> wrong = fills;
        Exception? reason = null;
        for (int round = 0; round <= fills.Count && wrong.Count > 0; round++)
        {
            foreach (Fill fill in wrong)
            {
                try
                {
                    fill.Undo();
                    fill.Run();
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    // It looked at what is filled only later in this round.
                    reason = e;
                }
            }

            wrong = fills.FindAll(static fill => !IsRight(fill));
        }

        return (wrong, reason);
    }

    private static SerializationException Unfillable(Fill fill, Exception? reason)
    {
        string name = Refusals.NameOf(fill.Type);
        return new SerializationException(
            $"A container of type '{name}' cannot be rebuilt: its keys hash by what refers back to it, which is complete only when the container is. "
            + "Break the cycle, or hash by members that do not refer to the container.",
            null,
            name,
            reason);
    }

    private static bool IsRight(Fill fill)
    {
        try
        {
            return fill.FindsAll();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }
    }
}
