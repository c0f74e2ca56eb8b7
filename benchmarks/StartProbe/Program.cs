using Mpire.Benchmarks.StartProbe;

// A program as small as a user's first one, so that what a start costs does not depend on what the benchmarks themselves refer to.
// Another program than the others': its runtime has other settings.
if (args.Contains("Fork") && !Mpire.StartMethods.PrepareFork(out var whyNot)) throw new NotSupportedException(whyNot);
var workers = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
switch (args[0])
{
    case "map": MapStart.Measure(workers); break;
    case "bare" when OperatingSystem.IsLinux(): BareStart.Measure(workers); break;
    case "fork": ForkStart.Measure(workers, Enum.Parse<Mpire.StartMethod>(args[2]), args[3]); break;
    case "soak": return Soak.Run(workers, args.Length > 2 ? Enum.Parse<Mpire.StartMethod>(args[2]) : Mpire.StartMethod.ForkServer);
    default: throw new ArgumentException($"'{args[0]}' is nothing that can be measured here.");
}

return 0;
