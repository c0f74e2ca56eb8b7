using System.Diagnostics;
using System.Globalization;

namespace SharedObjects;

/// <summary>This program, the workers, and a process between them, if there is one.</summary>
internal sealed class Family
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private Family(List<FamilyMember> members) => Members = members;

    public IReadOnlyList<FamilyMember> Members { get; }

    public static Family Of(IReadOnlyList<(int ProcessId, double Start)> workers)
    {
        var program = Environment.ProcessId;
        return new Family(
        [
            new FamilyMember("program", program),
            .. workers.Select(worker => ParentOf(worker.ProcessId)).Where(parent => parent > 0 && parent != program).Distinct()
                .Select(server => new FamilyMember("server", server)),
            .. workers.Select((worker, id) => new FamilyMember($"worker {id}", worker.ProcessId, worker.ProcessId == program, worker.Start)),
        ]);
    }

    /// <summary>Notes the memory of each.</summary>
    public void Look()
    {
        // A fork server tries one worker before it trusts the runtime. While that one lives it has its part of the common pages, which would be missing here.
        var known = Members.Select(member => member.ProcessId).ToHashSet();
        var processes = Members.Where(member => !member.IsThread).ToList();
        for (var clock = Stopwatch.StartNew(); ;)
        {
            var uses = processes.ConvertAll(member => MemoryUse.Of(member.ProcessId));
            if (clock.Elapsed < Patience && !Descendants(Environment.ProcessId).All(known.Contains)) continue;
            foreach (var (member, use) in processes.Zip(uses)) member.Looks.Add(use);
            return;
        }
    }

    private static IEnumerable<int> Descendants(int process)
    {
        if (!OperatingSystem.IsLinux()) yield break;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || ParentOf(id) != process) continue;
            yield return id;
            foreach (var child in Descendants(id)) yield return child;
        }
    }

    private static int ParentOf(int process)
    {
        if (!OperatingSystem.IsLinux() || process == Environment.ProcessId) return 0;
        try
        {
            // The name of a program may contain anything, and ends with the last bracket; state and parent follow.
            var text = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 1)..].Split(' ')[2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended.
            return 0;
        }
    }
}
