namespace Mpire.Tests.Contracts;

/// <summary>What pools could leave behind: child processes, descriptors, entries in shared memory and in the folder for temporary files.</summary>
internal sealed class Residue
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HashSet<int> _children;
    private readonly Dictionary<string, int> _descriptors;
    private readonly HashSet<string> _entries;
    private readonly bool _keepsThreads;

    private Residue(HashSet<int> children, Dictionary<string, int> descriptors, HashSet<string> entries, bool keepsThreads) =>
        (_children, _descriptors, _entries, _keepsThreads) = (children, descriptors, entries, keepsThreads);

    /// <summary>What there is now.</summary>
    /// <param name="keepsThreads">Whether threads of the runtime that stay for ever may be new, with what they have open: before they were there, the process could
    /// be copied, so nobody has started them before the test.</param>
    public static Residue Now(bool keepsThreads = false) => new([.. Children()], Descriptors(), [.. Entries()], keepsThreads);

    /// <summary>Processes that this one has started and that have not been reaped; none where that cannot be told.</summary>
    public static IEnumerable<int> Children() => ChildrenOf("self");

    /// <summary>Workers that this process has started, by itself or by a fork server, and that have not ended.</summary>
    public static IEnumerable<int> Workers() => Children().SelectMany(child => IsForkServer(child) ? ChildrenOf($"{child}").Where(IsWorker) : [child]).Where(Lives);

    /// <summary>Whether a child of a fork server is a pool's worker: the server tries forking first, by a process of its own.</summary>
    public static bool IsWorker(int processId) => Read($"/proc/{processId}/comm").TrimEnd() == "mpire-worker";

    /// <summary>The same of another process.</summary>
    public static IEnumerable<int> ChildrenOf(string process)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists($"/proc/{process}/task")) yield break;
        foreach (var task in Directory.GetDirectories($"/proc/{process}/task"))
        {
            string children;
            try
            {
                children = File.ReadAllText(Path.Combine(task, "children"));
            }
            catch (IOException)
            {
                continue;
            }

            foreach (var id in children.Split(' ', StringSplitOptions.RemoveEmptyEntries)) yield return int.Parse(id);
        }
    }

    // A zombie has ended; so has one that is being reaped at this moment (X).
    private static bool Lives(int processId) =>
        Read($"/proc/{processId}/stat") is { Length: > 0 } stat && stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X' or 'x');

    /// <summary>Whether a process was started to be a fork server; its name says so only after a moment.</summary>
    public static bool IsForkServer(int processId)
    {
        // A process that was started this very moment has no environment to show yet.
        var variables = "";
        SpinWait.SpinUntil(() => (variables = Read($"/proc/{processId}/environ")).Length > 0 || !Lives(processId), TimeSpan.FromSeconds(5));
        return variables.Split('\0').Any(entry => entry.StartsWith("MPIRE_WORKER=", StringComparison.Ordinal) && entry.Contains(" fork", StringComparison.Ordinal));
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Fails if there is more now than there was then.</summary>
    public void AssertNothingNew()
    {
        // The system removes what a killed process held a moment after it was reaped.
        if (SpinWait.SpinUntil(() => New() is null, Patience)) return;
        Assert.Fail("left behind: " + New());
    }

    private string? New()
    {
        var left = new List<string>();
        foreach (var child in Children())
        {
            if (!_children.Contains(child)) left.Add($"process {child}");
        }

        foreach (var (name, count) in Descriptors())
        {
            var known = _descriptors.GetValueOrDefault(name) + (_keepsThreads ? OfThreads(name) : 0);
            if (count > known) left.Add($"{count - known} × {name}");
        }

        foreach (var entry in Entries())
        {
            if (!_entries.Contains(entry)) left.Add(entry);
        }

        return left.Count == 0 ? null : string.Join(", ", left);
    }

    // What the threads for sockets and for signals have open, and what needs none. A process that has one of them runs no further test.
    private static int OfThreads(string kind) => kind switch
    {
        "anon_inode:[eventpoll]" when HasThread(".NET Sockets") => 1,
        "pipe" when HasThread(".NET SigHandler") => 2,

        // The runtime's source of random numbers, and the framework's.
        "urandom" => 2,
        _ => 0,
    };

    private static bool HasThread(string name) => Directory.GetDirectories("/proc/self/task").Any(task => Read($"{task}/comm").TrimEnd() == name);

    // By kind, because numbers of pipes and sockets differ each time.
    private static Dictionary<string, int> Descriptors()
    {
        var kinds = new Dictionary<string, int>();
        foreach (var target in OpenFiles.Of())
        {
            // Of numbered things ("…/socket:[123]") the kind counts. Files of the runtime and the test host (assemblies, symbols, logs) come and go.
            var name = Path.GetFileName(target);
            var isFile = !name.Contains(":[", StringComparison.Ordinal);
            if (isFile && !name.StartsWith("memfd:", StringComparison.Ordinal) && Path.GetDirectoryName(target) is not ("/dev/shm" or "/dev")) continue;
            var kind = name.StartsWith("anon_inode", StringComparison.Ordinal) || isFile ? name : name.Split(':')[0];
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        }

        return kinds;
    }

    // Other programs use these folders too; ours and its workers' are those with a name of the library or a number of one of these processes.
    private static IEnumerable<string> Entries()
    {
        var folders = OperatingSystem.IsLinux() ? new[] { "/dev/shm", PoolFolder.Path } : [PoolFolder.Path];
        foreach (var folder in folders)
        {
            foreach (var entry in Directory.GetFileSystemEntries(folder))
            {
                var name = Path.GetFileName(entry);
                if (IsOfTheRuntime(name)) continue;
                if (folder == PoolFolder.Path || name.Contains($"{Environment.ProcessId}", StringComparison.Ordinal)) yield return entry;
            }
        }
    }

    // What the runtime of a killed process leaves behind has a test of its own.
    private static bool IsOfTheRuntime(string name) =>
        name.StartsWith("dotnet-diagnostic-", StringComparison.Ordinal) || name.StartsWith("clr-debug-pipe-", StringComparison.Ordinal);
}
