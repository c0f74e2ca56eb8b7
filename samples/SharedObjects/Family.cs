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
            if (clock.Elapsed < Patience && processes.Exists(member => ChildrenOf(member.ProcessId).Exists(child => !known.Contains(child)))) continue;
            foreach (var (member, use) in processes.Zip(uses)) member.Looks.Add(use);
            return;
        }
    }

    // Looking through all processes of the system would find the same, and leave garbage that is measured next.
    private static List<int> ChildrenOf(int process)
    {
        List<int> children = [];
        if (!OperatingSystem.IsLinux()) return children;
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            try
            {
                foreach (var child in File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    children.Add(int.Parse(child, CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // The thread has ended.
            }
        }

        return children;
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
