namespace Mpire;

/// <summary>Looks at one result of a <c>MapSpans</c>.</summary>
/// <typeparam name="TElement">The elements' type.</typeparam>
/// <param name="index">The task's position in the input, from 0.</param>
/// <param name="result">The result's elements, valid during the call only; empty if the task returned <see langword="null"/>.</param>
public delegate void SpanReader<TElement>(long index, ReadOnlySpan<TElement> result)
    where TElement : unmanaged;
