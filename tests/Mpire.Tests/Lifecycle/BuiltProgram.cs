using Mpire.Tests.Starting;

namespace Mpire.Tests.Lifecycle;

/// <summary>An ordinary program that uses the library, built once for all tests that start it in different ways.</summary>
public sealed class BuiltProgram : IDisposable
{
    private const string Source =
        """
        using Mpire;

        // Whatever runs this twice writes twice.
        File.AppendAllText(Environment.GetEnvironmentVariable("MARK_FILE")!, "main\n");
        if (Environment.GetEnvironmentVariable("ELSEWHERE") is { } elsewhere) Environment.CurrentDirectory = elsewhere;
        var factor = args.Length;
        try
        {
            using var pool = new WorkerPool(new WorkerPoolOptions { Workers = 3, OrderTasks = true });
            var told = pool.Map(
                x =>
                {
                    Console.WriteLine("task " + x);
                    return (Environment.ProcessId, Value: x * factor);
                },
                Enumerable.Range(0, 6),
                new MapOptions { ChunkSize = 1 });
            Console.WriteLine("workers " + told.Select(one => one.ProcessId).Distinct().Count());
            Console.WriteLine("sum " + told.Sum(one => one.Value));
        }
        catch (StartMethodNotSupportedException refusal)
        {
            Console.WriteLine("refused " + refusal.Message);
        }

        """;

    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <AssemblyName>pooled</AssemblyName>
            <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
          </PropertyGroup>
          <ItemGroup>
            <Compile Include="Program.cs" />
            <Reference Include="Mpire" HintPath="{0}" />
          </ItemGroup>
        </Project>
        """;

    public BuiltProgram()
    {
        File.WriteAllText(Path.Combine(Folder, "Program.cs"), Source);
        File.WriteAllText(Path.Combine(Folder, "pooled.csproj"), Project.Replace("{0}", Path.Combine(AppContext.BaseDirectory, "Mpire.dll"), StringComparison.Ordinal));
        var built = Run("dotnet", ["build", "-v", "q", "--nologo", Folder]);
        Assert.True(built.ExitCode == 0, built.Output);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("mpire program ").FullName;

    public string Output => Path.Combine(Folder, "bin", "Debug", "net10.0");

    public string Executable => Path.Combine(Output, "pooled");

    public string Library => Path.Combine(Output, "pooled.dll");

    public string MarkFile => Path.Combine(Folder, "marks.txt");

    internal HostProgram.Result Run(string file, IEnumerable<string> arguments, string? directory = null, string? elsewhere = null)
    {
        File.WriteAllText(MarkFile, "");
        var environment = new Dictionary<string, string?>
        {
            ["MARK_FILE"] = MarkFile,
            ["ELSEWHERE"] = elsewhere,
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            // A build server would keep our streams open.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
        };
        return HostProgram.Run(file, arguments, environment, directory ?? Folder);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
