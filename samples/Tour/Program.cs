using System.Security.Cryptography;
using Mpire;

using var pool = new WorkerPool(workers: 4);
string[] files = Directory.GetFiles(AppContext.BaseDirectory, "*.dll");
string[] hashes = pool.Map(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))), files);

for (var i = 0; i < files.Length; i++)
    Console.WriteLine($"{hashes[i][..16]}  {Path.GetFileName(files[i])}");

// That was the program at the top of the README. The rest of the tour follows; README and docs take their examples from these files.
Tour.FirstSteps.Run();
Tour.SharedObjects.Run();
Tour.ForkServers.Run();
Tour.WorkerStates.Run();
Tour.Options.Run();
await Tour.Asynchronous.Run();
await Tour.Errors.Run();
Tour.FailurePolicies.Run();
Tour.Serializers.Run();
Tour.Say.Line("The tour is over.");
