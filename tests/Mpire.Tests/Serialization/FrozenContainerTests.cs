using System.Collections.Frozen;

namespace Mpire.Tests.Serialization;

/// <summary>Frozen containers are made of whole objects only, wherever they lie in the graph.</summary>
public sealed class FrozenContainerTests
{
    private const int Long = 100_000;

    [Fact]
    public void A_frozen_set_whose_keys_refer_to_its_holder_arrives_by_identity_and_is_refused_otherwise()
    {
        var graph = new Graph<Vertex>();
        graph.Vertices = new[] { new Vertex(graph), new Vertex(graph) }.ToFrozenSet();
        Graph<Vertex> copy = RoundTrip.Of(graph);
        Assert.All(copy.Vertices!, vertex => Assert.Contains(vertex, (ISet<Vertex>)copy.Vertices!));
        Assert.All(copy.Vertices!, vertex => Assert.Same(copy, vertex.Graph));

        var other = new Graph<NamedVertex> { Name = "g" };
        other.Vertices = new[] { new NamedVertex(other) }.ToFrozenSet();
        Assert.Contains("FrozenSet", Assert.Throws<SerializationException>(() => RoundTrip.Of(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frozen_containers_of_strings_arrive_all_along_a_chain()
    {
        Link<FrozenDictionary<string, Link<string>>>? chain = null;
        for (int i = 0; i < Long; i++)
        {
            var held = new Link<string> { Held = "v" + i };
            chain = new() { Next = chain, Held = new Dictionary<string, Link<string>> { ["k" + i] = held }.ToFrozenDictionary() };
        }

        Link<FrozenDictionary<string, Link<string>>>? copy = RoundTrip.Of(chain);
        int links = 0;
        for (; copy is not null; copy = copy.Next)
        {
            links++;
            Assert.Equal("v" + (Long - links), copy.Held!["k" + (Long - links)].Held);
        }

        Assert.Equal(Long, links);
    }

    [Fact]
    public void Frozen_sets_that_hash_by_other_objects_are_refused_along_a_chain_that_is_too_long()
    {
        Assert.Equal(100, Count(RoundTrip.Of(Chain(100))));
        var error = Assert.Throws<SerializationException>(() => RoundTrip.Of(Chain(Long)));
        Assert.Contains("nested too deeply", error.Message, StringComparison.Ordinal);
        Assert.Contains("FrozenSet", error.OffendingType, StringComparison.Ordinal);

        static Link<FrozenSet<Name>>? Chain(int length)
        {
            Link<FrozenSet<Name>>? chain = null;
            for (int i = 0; i < length; i++)
            {
                chain = new() { Next = chain, Held = new[] { new Name("n") }.ToFrozenSet() };
            }

            return chain;
        }

        static int Count(Link<FrozenSet<Name>>? link)
        {
            int count = 0;
            for (; link is not null; link = link.Next)
            {
                Assert.Contains(new Name("n"), (ISet<Name>)link.Held!);
                count++;
            }

            return count;
        }
    }

    private sealed class Link<T>
    {
        public Link<T>? Next { get; set; }

        public T? Held { get; set; }
    }

    private sealed record Name(string Text);

    private sealed class Graph<T>
    {
        public FrozenSet<T>? Vertices { get; set; }

        public string? Name { get; set; }
    }

    private sealed class Vertex(Graph<Vertex> graph)
    {
        public Graph<Vertex> Graph { get; } = graph;
    }

    private sealed class NamedVertex(Graph<NamedVertex> graph)
    {
        private readonly Graph<NamedVertex> _graph = graph;

        public override bool Equals(object? obj) => obj is NamedVertex other && other._graph.Name == _graph.Name;

        public override int GetHashCode() => _graph.Name!.Length;
    }
}
