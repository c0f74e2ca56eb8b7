using System.Diagnostics.CodeAnalysis;

namespace Mpire.Inspection;

/// <summary>Code that this reader has no rule for.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves the room: who looked knows nothing of the code then.")]
internal sealed class NotUnderstoodException : Exception;
