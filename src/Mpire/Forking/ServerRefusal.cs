using System.Text;

namespace Mpire.Forking;

/// <summary>Why a fork server does not fork, in words that travel to the call.</summary>
/// <param name="Reason">One sentence, or more.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record ServerRefusal(string Reason, string Remedy)
{
    /// <summary>Stands between the two where they travel.</summary>
    public const char Separator = '\n';

    /// <summary>What is left to everybody.</summary>
    public const string UseSpawn = "Choose StartMethod.Spawn.";

    public byte[] Encode() => Encoding.UTF8.GetBytes(Reason + Separator + Remedy);
}
