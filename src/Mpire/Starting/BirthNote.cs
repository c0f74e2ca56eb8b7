using System.Globalization;

namespace Mpire.Starting;

/// <summary>The environment variables by which a parent tells its worker what it is born for, and what its environment was before.</summary>
internal static class BirthNote
{
    /// <summary>The note itself: module id, parent's process id, worker id, passed descriptors
    /// (with commas) and road address, with a space between them.</summary>
    public const string Variable = "MPIRE_WORKER";

    /// <summary>The runtime's list of startup hooks.</summary>
    public const string HooksVariable = "DOTNET_STARTUP_HOOKS";

    /// <summary>One heap per core per worker would be too many: workers of a server-GC program use the workstation GC.</summary>
    public const string ServerGcVariable = "DOTNET_gcServer";

    /// <summary>Whether the runtime opens its debugging and tracing pipes, which are files in the temporary folder that a killed process
    /// leaves behind.</summary>
    public const string DiagnosticsVariable = "DOTNET_EnableDiagnostics";

    /// <summary>The variables that a new worker's, or fork server's, environment may have other values of than its program's.</summary>
    public static readonly string[] Replaced =
    [
        HooksVariable, ServerGcVariable, DiagnosticsVariable, BatchSettings.QuickLoops,
        ForkRecipe.WriteXorExecute, ForkRecipe.ConcurrentGc, ForkRecipe.TieringThread, ForkRecipe.TieringDelay, ForkRecipe.OneProcessor, ForkRecipe.CrashDumps,
    ];

    /// <summary>Stands before a kept value, to tell an empty one from none; <see cref="WasNotSet"/> stands alone.</summary>
    public const char WasSet = '=';

    /// <summary>Stands for a variable that did not exist.</summary>
    public const char WasNotSet = '-';

    private const int GuidLength = 32;

    /// <summary>Both ends must run the same build, since methods travel by their token.</summary>
    public static Guid ModuleId => typeof(BirthNote).Module.ModuleVersionId;

    /// <summary>Where a replaced variable's value of before is kept: <see cref="WasSet"/> and the value, or <see cref="WasNotSet"/>; absent if the
    /// variable was left alone.</summary>
    public static string KeptAs(string variable) => "MPIRE_KEPT_" + variable;

    /// <summary>Writes the note.</summary>
    public static string Format(int parentProcessId, int workerId, IReadOnlyList<int> descriptors, string address) =>
        string.Create(CultureInfo.InvariantCulture, $"{ModuleId:N} {parentProcessId} {workerId} {Listed(descriptors)} {address}");

    /// <summary>Reads the module id, which stands first whatever the rest looks like.</summary>
    public static bool HasThisModule(ReadOnlySpan<char> note) =>
        note.Length > GuidLength && Guid.TryParseExact(note[..GuidLength], "N", out var id) && id == ModuleId;

    /// <summary>Reads the rest.</summary>
    public static bool TryParse(
        ReadOnlySpan<char> note, out int parentProcessId, out int workerId, out ReadOnlySpan<char> descriptors, out string address)
    {
        workerId = 0;
        descriptors = default;
        address = "";
        _ = Word(ref note);
        if (!TryParse(Word(ref note), out parentProcessId) || !TryParse(Word(ref note), out workerId)) return false;
        descriptors = Word(ref note);
        address = note.ToString();
        return true;
    }

    /// <summary>Takes the next of the descriptors.</summary>
    public static bool TryTakeDescriptor(ref ReadOnlySpan<char> descriptors, out int descriptor)
    {
        var end = descriptors.IndexOf(',');
        var text = end < 0 ? descriptors : descriptors[..end];
        descriptors = end < 0 ? default : descriptors[(end + 1)..];
        return TryParse(text, out descriptor);
    }

    private static bool TryParse(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static ReadOnlySpan<char> Word(scoped ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOf(' ');
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return word;
    }

    // string.Join of numbers is generic code that the caller would compile at its first start.
    private static string Listed(IReadOnlyList<int> descriptors)
    {
        var words = new string[descriptors.Count];
        for (var i = 0; i < words.Length; i++) words[i] = descriptors[i].ToString(CultureInfo.InvariantCulture);
        return string.Join(',', words);
    }
}
