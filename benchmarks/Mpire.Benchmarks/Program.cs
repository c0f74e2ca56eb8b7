using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Mpire;
using Mpire.Benchmarks.Study;
using Mpire.Benchmarks.Workloads;

// Does nothing but for the one way that needs it.
if (args is ["maps-program", "Fork", ..] && !StartMethods.PrepareFork(out var whyNot)) throw new InvalidOperationException(whyNot);

if (args is ["workloads", .. var rest])
{
    WorkloadRunner.Run(rest);
    return;
}

if (args is ["study", .. var asked])
{
    StudyRunner.Run(asked);
    return;
}

if (args is ["maps", .. var wanted])
{
    MapsRunner.Run(wanted);
    return;
}

if (args is ["maps-program", var way, var workers, var maps])
{
    MapsProgram.Run(way, int.Parse(workers, CultureInfo.InvariantCulture), int.Parse(maps, CultureInfo.InvariantCulture));
    return;
}

// In this process: a generated project would have to obey the repository's rules.
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default);
BenchmarkSwitcher.FromAssembly(typeof(WorkloadRunner).Assembly).Run(args, config);
