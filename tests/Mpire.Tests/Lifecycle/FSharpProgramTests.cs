using Mpire.Tests.Starting;

namespace Mpire.Tests.Lifecycle;

/// <summary>A program of F# whose values stand at the top of its last file: what starts the program fills them, and nothing starts it in a worker.</summary>
public sealed class FSharpProgramTests
{
    private const string Source =
        """
        open Mpire

        let factor = System.Environment.GetCommandLineArgs().Length + 4
        let table = dict [ (1, "one") ]
        let mutable counter = System.Environment.ProcessId

        let told name (call: unit -> int array) =
            try
                printfn "%s=%A" name (call ())
            with :? SerializationException as refused -> printfn "%s=%s" name refused.Message

        let run (times: int) =
            use pool = new WorkerPool(workers = 1)
            told "factor" (fun () -> pool.Map((fun x -> x * factor), [ 1; 2 ]))
            told "table" (fun () -> pool.Map((fun x -> table.Count * x), [ 1; 2 ]))
            told "counter" (fun () -> pool.Map((fun x -> counter * 0 + x), [ 1; 2 ]))
            told "argument" (fun () -> pool.Map((fun x -> x * times), [ 1; 2 ]))

        printfn "main"
        run factor
        """;

    [Fact]
    public void Its_start_up_values_are_refused_by_name_and_travel_as_arguments()
    {
        var folder = Directory.CreateTempSubdirectory("mpire fsharp ").FullName;
        try
        {
            string[] libraries = ["Mpire.dll", "FSharp.Core.dll"];
            foreach (var library in libraries) File.Copy(Path.Combine(AppContext.BaseDirectory, library), Path.Combine(folder, library));
            File.Copy(Path.ChangeExtension(HostProgram.Library, ".runtimeconfig.json"), Path.Combine(folder, "program.runtimeconfig.json"));
            var source = Path.Combine(folder, "Program.fs");
            var program = Path.Combine(folder, "program.dll");
            File.WriteAllText(source, Source);
            Sdk.CompileFSharpProgram(program, source, libraries.Select(library => Path.Combine(folder, library)));
            var result = HostProgram.Run("dotnet", [program]);
            string[] values = ["factor", "table", "counter"];
            foreach (var value in values)
            {
                Assert.Contains($"reads the static field '{value}', which this program has set", result.Told(value), StringComparison.Ordinal);
            }

            Assert.Equal("[|5; 10|]", result.Told("argument"));
            Assert.Equal("main", result.Lines[0]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
