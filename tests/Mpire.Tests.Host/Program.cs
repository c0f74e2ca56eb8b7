using System.Globalization;
using Mpire.Tests.Host;

// A program without any guard: it says that Main runs, starts workers, and tells what they told.
// Commands: describe <n> | byte <n> | hang <n> | orphans <n> | start <seconds> | chdir <directory> | refuse | measure <n> <rounds>
Console.WriteLine("main");
var index = Array.FindIndex(args, argument => argument.StartsWith("run:", StringComparison.Ordinal));
var command = args[index].Split(':')[1..];
var count = command.Length > 1 && int.TryParse(command[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;
if ((PoolScenarios.Run(command[0], count) ?? SharingScenarios.Run(command[0], count)) is { } code) return code;
return Scenarios.Run(command[0], command.Length > 1 ? command[1] : "", count);
