using Mpire.Tests;
using Mpire.Tests.Forked;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// The runner, as xunit would write it; or the host of a contract under StartMethod.Fork, which has to prepare itself before anything else.
if (args is [ContractHost.Command, .. var rest]) return ContractHost.Run(rest);
return args.Any(static argument => argument is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
