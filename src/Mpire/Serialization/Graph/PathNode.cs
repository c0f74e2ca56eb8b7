using System.Text;

namespace Mpire.Serialization;

/// <summary>One step of the way from the root of a graph to a value; kept only while the way to a refused value is looked for.</summary>
internal sealed class PathNode
{
    private readonly PathNode? _parent;
    private readonly string _text;

    private PathNode(PathNode? parent, string text, string? captured, Type? type, int item, Type? hiddenIn = null)
    {
        _parent = parent;
        _text = text;
        Captured = captured ?? parent?.Captured;
        CapturedType = captured is null ? parent?.CapturedType : type;
        Item = item >= 0 ? item : parent?.Item ?? -1;

        // What a delegate captured is the program's again.
        Hidden = captured is not null ? null : parent?.Hidden ?? (hiddenIn is null ? null : (hiddenIn, parent!));
    }

    /// <summary>The captured variable through which the value was reached last.</summary>
    public string? Captured { get; }

    /// <summary>What that variable holds.</summary>
    public Type? CapturedType { get; }

    /// <summary>The item of the chunk the value belongs to; -1 if the root is no chunk.</summary>
    public int Item { get; }

    /// <summary>The object of the framework inside which the way goes on through fields that its users do not know, and the way to it.</summary>
    public (Type Owner, PathNode Path)? Hidden { get; }

    public static PathNode Root(string name) => new(null, name, null, null, -1);

    public static PathNode RootItem(int index) => new(null, $"[{index}]", null, null, index);

    public PathNode Element(long index) => new(this, $"[{index}]", null, null, -1);

    public PathNode Member(string name, Type? hiddenIn = null) => new(this, "." + name, null, null, -1, hiddenIn);

    public PathNode Variable(string? name, Type type) =>
        name is null ? this : new(this, (_text == ".closure" || _text.Length == 0 ? "." : ".closure.") + name, name, type, -1);

    /// <inheritdoc/>
    public override string ToString()
    {
        var steps = new List<string>();
        for (PathNode? node = this; node is not null; node = node._parent)
        {
            steps.Add(node._text);
        }

        // A long chain of the same kind tells nothing more in full.
        const int Shown = 40;
        var text = new StringBuilder();
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            if (steps.Count > Shown && i == steps.Count - 1 - (Shown / 2))
            {
                text.Append(" ... ");
                i = Shown / 2;
            }

            text.Append(steps[i]);
        }

        return text.ToString();
    }
}
