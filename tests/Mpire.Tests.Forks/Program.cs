using Mpire;
using Mpire.Tests.Forks;

// A program that prepares itself, and runs one scenario in which its pools copy it. It prints "ok", or what was wrong.
//   unprepared <scenario>: leaves the line out
var prepared = args[0] != "unprepared";
if (!prepared) args = args[1..];
if (prepared && !StartMethods.PrepareFork(out var whyNot))
{
    Console.WriteLine($"unsupported: {whyNot}");
    return 2;
}

try
{
    Scenarios.All[args[0]]();
    Console.WriteLine("ok");
    return 0;
}
catch (Exception failure)
{
    Console.WriteLine($"wrong: {failure}");
    return 1;
}
