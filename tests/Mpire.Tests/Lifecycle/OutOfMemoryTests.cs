using System.Runtime.Versioning;
using Mpire.Starting;
using Mpire.Tests.Starting;

namespace Mpire.Tests.Lifecycle;

/// <summary>Workers that the system kills for want of memory, in a control group of their own.</summary>
[SupportedOSPlatform("linux")]
public sealed class OutOfMemoryTests
{
    private const long Limit = 500L << 20;

    [Fact]
    public void A_kill_for_want_of_memory_is_told_and_no_other_is_taken_for_one()
    {
        var group = NewGroup(out var limitFile, out var whyNot);
        Assert.SkipWhen(group is null, whyNot);
        try
        {
            File.WriteAllText(Path.Combine(group, limitFile), $"{Limit}");
            var result = HostProgram.Run("sh", ["-c", "echo $$ > \"$1/cgroup.procs\" && exec dotnet \"$2\" run:pool-outofmemory", "sh", group, HostProgram.Library], null, AppContext.BaseDirectory);
            Assert.Equal("True: signal 9 (SIGKILL)", result.Told("swollen"));
            Assert.Equal("False: signal 9 (SIGKILL)", result.Told("killed"));
            Assert.Equal(": signal 11 (SIGSEGV)", result.Told("crashed"));
            Assert.Equal("27", result.Told("good"));
        }
        finally
        {
            Directory.Delete(group);
        }
    }

    [Theory]
    [InlineData(3000, 2, 1000)]
    [InlineData(3000, 5, 500)]
    [InlineData(100, 9, 64)]
    public void A_worker_gets_its_share_of_what_a_runtime_would_take(long all, int workers, long share) =>
        Assert.Equal(share << 20, HeapShare.Of(all << 20, workers));

    private static string? NewGroup(out string limitFile, out string whyNot)
    {
        var isUnified = File.Exists("/sys/fs/cgroup/cgroup.controllers");
        (limitFile, whyNot) = (isUnified ? "memory.max" : "memory.limit_in_bytes", "No control group can be made here.");
        var group = Path.Combine(isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory", $"mpire-test-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(group);
            if (File.Exists(Path.Combine(group, limitFile))) return group;
            Directory.Delete(group);
            whyNot = "The memory controller is not delegated here.";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            whyNot += " " + error.Message;
        }

        return null;
    }
}
