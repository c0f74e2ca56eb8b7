using System.Runtime.InteropServices;

namespace Mpire.Serialization;

/// <summary>Who refers to whom, walked without a deep stack. Circles are found as in Tarjan's algorithm for strongly connected components.</summary>
internal sealed class FillGraph
{
    private const int Done = int.MaxValue;
    private const int Itself = -2;

    private readonly Stack<(int Node, int Next)> _way = new();
    private readonly List<int> _circles = [];
    private readonly List<int> _left = [];
    private int[] _first = [];
    private int[] _next = [];
    private int[] _target = [];

    // 0: not visited; above: when it was visited; Done: it and all it refers to are whole.
    private int[] _visited = [];
    private int[] _lowest = [];
    private int _linked;
    private int _visits;

    /// <summary>Adds what was noted since: who refers and to whom.</summary>
    public void Extend(ReadOnlySpan<(int Holder, int Number)> references, int objects)
    {
        int known = _first.Length;
        if (known < objects * 2)
        {
            int size = Math.Max(objects * 2, known * 2);
            Array.Resize(ref _first, size);
            Array.Resize(ref _visited, size);
            Array.Resize(ref _lowest, size);
            _first.AsSpan(known).Fill(-1);
        }

        if (_next.Length < references.Length)
        {
            int size = Math.Max(references.Length, _next.Length * 2);
            Array.Resize(ref _next, size);
            Array.Resize(ref _target, size);
        }

        for (; _linked < references.Length; _linked++)
        {
            (int holder, int number) = references[_linked];
            if (holder == FillOrder.Nobody)
            {
                continue;
            }

            int node = NodeOf(holder);
            _target[_linked] = NodeOf(number);
            _next[_linked] = _first[node];
            _first[node] = _linked;
        }
    }

    /// <summary>Whether one can get from here to one of those.</summary>
    public bool Reaches(int from, ReadOnlySpan<int> objects)
    {
        var goals = new HashSet<int>();
        foreach (int number in objects)
        {
            if (number >= 0)
            {
                goals.Add(NodeOf(number));
            }
        }

        var seen = new HashSet<int>();
        var ahead = new Stack<int>();
        ahead.Push(NodeOf(from));
        while (ahead.TryPop(out int node))
        {
            if (goals.Contains(node))
            {
                return true;
            }

            if (_visited[node] == Done || !seen.Add(node))
            {
                continue;
            }

            if ((node & 1) == 0)
            {
                ahead.Push(node + 1);
            }

            for (int i = _first[node]; i >= 0; i = _next[i])
            {
                ahead.Push(_target[i]);
            }
        }

        return false;
    }

    /// <summary>
    /// Visits what can be reached from here, circle by circle (most are of one), each after those that it refers to; within a circle in the same sense
    /// as far as there is one.
    /// </summary>
    public void Visit(int from, Action<ReadOnlySpan<int>> visit)
    {
        Enter(NodeOf(from));
        while (_way.TryPop(out (int Node, int Next) step))
        {
            (int node, int next) = step;
            if (next == Itself)
            {
                // An object is whole when it is filled, whatever else it refers to.
                _way.Push((node, _first[node]));
                if ((node & 1) == 0)
                {
                    Meet(node, node + 1);
                }
            }
            else if (next >= 0)
            {
                _way.Push((node, _next[next]));
                Meet(node, _target[next]);
            }
            else
            {
                Leave(node, visit);
            }
        }
    }

    private static int NodeOf(int number) => number >= 0 ? number * 2 : (~number * 2) + 1;

    private void Enter(int node)
    {
        if (_visited[node] == 0)
        {
            _visited[node] = _lowest[node] = ++_visits;
            _circles.Add(node);
            _way.Push((node, Itself));
        }
    }

    private void Meet(int node, int target)
    {
        if (_visited[target] == 0)
        {
            Enter(target);
        }
        else if (_visited[target] != Done)
        {
            _lowest[node] = Math.Min(_lowest[node], _visited[target]);
        }
    }

    private void Leave(int node, Action<ReadOnlySpan<int>> visit)
    {
        _left.Add((node & 1) == 0 ? node / 2 : ~(node / 2));
        if (_lowest[node] == _visited[node])
        {
            int length = 0;
            int last;
            do
            {
                last = _circles[^1];
                _circles.RemoveAt(_circles.Count - 1);
                _visited[last] = Done;
                length++;
            }
            while (last != node);
            visit(CollectionsMarshal.AsSpan(_left)[^length..]);
            _left.RemoveRange(_left.Count - length, length);
        }

        // The one from which this was met, if there is one.
        if (_way.TryPeek(out (int Node, int Next) outer))
        {
            _lowest[outer.Node] = Math.Min(_lowest[outer.Node], _lowest[node]);
        }
    }
}
