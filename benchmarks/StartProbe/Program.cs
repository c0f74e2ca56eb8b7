using Mpire.Benchmarks.StartProbe;

// A program as small as a user's first one, so that what a start costs does not depend on what the benchmarks themselves refer to.
var workers = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
switch (args[0])
{
    case "map": MapStart.Measure(workers); break;
    case "bare" when OperatingSystem.IsLinux(): BareStart.Measure(workers); break;
    default: throw new ArgumentException($"'{args[0]}' is nothing that can be measured here.");
}
