namespace Mpire.Tests.Serialization;

public class ReferenceTests
{
    [Fact]
    public void Shared_objects_stay_shared_and_cycles_close()
    {
        var node = new Node { Name = "a" };
        node.Next = new Node { Name = "b", Next = node };
        Node copy = RoundTrip.Of(node);
        Assert.Same(copy, copy.Next!.Next);
        object[] shared = [node, node, new List<Node> { node }];
        object[] sharedCopy = RoundTrip.Of(shared);
        Assert.Same(sharedCopy[0], sharedCopy[1]);
        Assert.Same(sharedCopy[0], ((List<Node>)sharedCopy[2])[0]);
    }

    [Fact]
    public void Cycles_through_containers_close()
    {
        var map = new Dictionary<object, object>();
        map["self"] = map;
        map[map] = "me";
        Dictionary<object, object> copy = RoundTrip.Of(map);
        Assert.Same(copy, copy["self"]);
        Assert.Equal("me", copy[copy]);
        object[] array = new object[1];
        array[0] = array;
        object[] arrayCopy = RoundTrip.Of(array);
        Assert.Same(arrayCopy, arrayCopy[0]);
    }

    [Fact]
    public void A_key_that_refers_to_its_set_is_found()
    {
        var owner = new Owner("o");
        owner.Members.Add(new Member(owner, "m"));
        Owner copy = RoundTrip.Of(owner);
        Assert.Contains(new Member(copy, "m"), copy.Members);
    }

    [Fact]
    public void A_chain_of_a_million_nodes_arrives_whole_even_on_a_small_stack()
    {
        Node? head = null;
        for (int i = 0; i < 1_000_000; i++)
        {
            head = new Node { Name = "n", Next = head };
        }

        int length = 0;
        Exception? error = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    for (Node? node = RoundTrip.Of(head); node is not null; node = node.Next)
                    {
                        length++;
                    }
                }
                catch (Exception e)
                {
                    error = e;
                }
            },
            256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(error);
        Assert.Equal(1_000_000, length);
    }

    [Fact]
    public void Deep_nesting_of_lists_and_dictionaries_arrives_whole()
    {
        object inner = "end";
        for (int i = 0; i < 20_000; i++)
        {
            inner = i % 3 == 0 ? new List<object> { inner } : i % 3 == 1 ? new Dictionary<string, object> { ["k"] = inner } : new object[] { inner };
        }

        object at = RoundTrip.Of(inner);
        int depth = 0;
        while (at is not string)
        {
            at = at switch
            {
                List<object> list => list[0],
                Dictionary<string, object> map => map["k"],
                object[] array => array[0],
                _ => throw new InvalidOperationException(at.GetType().ToString()),
            };
            depth++;
        }

        Assert.Equal(20_000, depth);
    }

    [Fact]
    public void Items_of_one_chunk_share_what_they_shared()
    {
        var shared = new Node { Name = "s" };
        (Node, int)[] items = [(shared, 1), (shared, 2)];
        using var writer = Mpire.Serialization.PayloadWriter.Rent();
        Mpire.Serialization.PayloadCodec.Default.WriteItems<(Node, int)>(writer, items, out int failed);
        Assert.Equal(-1, failed);
        using var reader = new Mpire.Serialization.PayloadReader();
        reader.Reset(writer.AsSequence());
        var copy = new (Node Node, int Number)[2];
        Mpire.Serialization.PayloadCodec.Default.ReadItems<(Node, int)>(reader, copy, out _);
        Assert.Same(copy[0].Node, copy[1].Node);
        Assert.Equal([1, 2], copy.Select(c => c.Number));
    }

    private sealed class Node
    {
        public string? Name { get; init; }

        public Node? Next { get; set; }
    }

    private sealed class Owner(string name)
    {
        public string Name { get; } = name;

        public HashSet<Member> Members { get; } = [];
    }

    private sealed class Member(Owner owner, string name)
    {
        private readonly Owner _owner = owner;
        private readonly string _name = name;

        public override bool Equals(object? obj) => obj is Member other && other._owner.Name == _owner.Name && other._name == _name;

        public override int GetHashCode() => _owner.Name.GetHashCode(StringComparison.Ordinal) ^ _name.GetHashCode(StringComparison.Ordinal);
    }
}
