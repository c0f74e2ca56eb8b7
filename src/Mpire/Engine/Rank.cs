namespace Mpire.Engine;

/// <summary>
/// Which overload C# takes where a lambda fits several; the highest wins. An <c>async</c> lambda fits every form, so what is awaited goes before what is
/// not (else the task would be the result, or, with an <c>Action</c>, nobody's), a Task before a ValueTask, and the form that keeps the result before the
/// one that drops it.
/// </summary>
internal static class Rank
{
    public const int TaskOfResult = 4;
    public const int ValueTaskOfResult = 3;
    public const int Task = 2;
    public const int ValueTask = 1;

    /// <summary>Added where a function with its worker and a token could be taken for a function of that token, which could not travel.</summary>
    public const int Worker = 5;

    /// <summary>Added where an array would fit, which is better taken as what it is.</summary>
    public const int Memory = -5;
}
