namespace Mpire.Protocol;

/// <summary>When a worker looks whether a function has changed what it captured; the flags of <see cref="MessageKind.Define"/>.</summary>
internal enum LookFor : short
{
    /// <summary>Never.</summary>
    Nothing,

    /// <summary>When the results of its first chunk are on their way.</summary>
    ChangesAfterwards,

    /// <summary>Before the last results of its first chunk: the call is to fail.</summary>
    ChangesAtOnce,
}
