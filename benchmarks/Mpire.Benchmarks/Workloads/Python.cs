using System.Globalization;

namespace Mpire.Benchmarks.Workloads;

/// <summary>The peers in Python. Each run is a process of its own that warms up, measures inside itself and prints the seconds of one unit.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Peers", "peer.py");

    // Asked once each: what is missing, or null.
    private static readonly Dictionary<string, string?> Lacks = [];

    public static Contestant Peer(string library, string work, string? against = null) =>
        new($"Python {library}", () => Measure(library, work), against);

    /// <summary>Runs a piece of work in Python.</summary>
    public static double Seconds(string library, string work) => Measure(library, work);

    private static double Measure(string library, string work)
    {
        if (Missing(library) is { } reason) throw new PeerUnavailableException(reason);
        return double.Parse(ChildProgram.Output(Interpreter, Script, library, work), CultureInfo.InvariantCulture);
    }

    private static string? Missing(string library)
    {
        if (Lacks.TryGetValue(library, out var known)) return known;
        string? reason = null;
        if (!File.Exists(Interpreter)) reason = $"{Interpreter} is not there (package python3)";
        else if (library == "joblib")
        {
            try
            {
                ChildProgram.Output(Interpreter, "-c", "import joblib");
            }
            catch (InvalidOperationException)
            {
                reason = "the module joblib is not there (package python3-joblib)";
            }
        }

        return Lacks[library] = reason;
    }
}
