namespace Mpire.Workers;

/// <summary>What the analyzers of trimming and ahead-of-time compilation say about a pool.</summary>
internal static class Portability
{
    public const string Trimming =
        "Worker processes find lambdas, types and fields of this program by reflection, which trimming removes. StartMethod.Threading does without.";

    public const string AheadOfTime =
        "Worker processes are this program, started again with a startup hook, and compile code for the types they meet; a program that was compiled ahead of "
        + "time can do neither. StartMethod.Threading does without.";
}
