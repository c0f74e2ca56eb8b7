using System.Reflection.Metadata;
using Mpire.Serialization;

[assembly: MetadataUpdateHandler(typeof(Mpire.Engine.EditedCode))]

namespace Mpire.Engine;

/// <summary>
/// Notes that code was edited while the program runs (Hot Reload). Worker processes load what lies on disk, so from then on no function is sent to one: which
/// of them reach the edited code nobody can tell.
/// </summary>
internal static class EditedCode
{
    private static string? _first;

    /// <summary>Refuses to send a function after an edit.</summary>
    /// <exception cref="SerializationException">There was one.</exception>
    public static void Refuse()
    {
        if (Volatile.Read(ref _first) is { } first)
        {
            throw new SerializationException(
                $"The program was edited while it runs (Hot Reload; first {first}), and worker processes run the code on disk. Restart the program, or use StartMethod.Threading "
                + "while you edit.");
        }
    }

    /// <summary>Called by the runtime after an edit, with the types whose code is another now.</summary>
    public static void UpdateApplication(Type[]? types) =>
        Interlocked.CompareExchange(ref _first, types is [var type, ..] ? $"'{Refusals.NameOf(type)}'" : "in a type that is not known", null);
}
