using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Mpire.Benchmarks.Workloads;

if (args is ["workloads", .. var rest])
{
    WorkloadRunner.Run(rest);
    return;
}

// In this process: a generated project would have to obey the repository's rules.
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default);
BenchmarkSwitcher.FromAssembly(typeof(WorkloadRunner).Assembly).Run(args, config);
