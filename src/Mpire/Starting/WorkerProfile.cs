namespace Mpire;

/// <summary>Which settings of the runtime worker processes run with.</summary>
public enum WorkerProfile
{
    /// <summary>For workers that are to be fast from their first second on: methods with loops are compiled well at once (<c>DOTNET_TC_QuickJitForLoops=0</c>), since
    /// every worker would run them slowly first. What the program's environment or its runtime configuration says wins. What tasks start gets the program's
    /// own settings. The default.</summary>
    Batch,

    /// <summary>The program's own: for workers that run the same code for many minutes, to which profiles bring some 10 percent.</summary>
    Inherit,
}
