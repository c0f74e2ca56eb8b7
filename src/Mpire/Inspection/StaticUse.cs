using System.Reflection;

namespace Mpire.Inspection;

/// <summary>What a function does with static fields.</summary>
/// <param name="Reads">Those of the user's that it reads, that may be set by the program, and that it does not set itself.</param>
/// <param name="Writes">Those that it sets.</param>
internal sealed record StaticUse(FieldInfo[] Reads, FieldInfo[] Writes);
