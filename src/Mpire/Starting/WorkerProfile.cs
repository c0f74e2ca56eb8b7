namespace Mpire;

/// <summary>Which settings of the runtime worker processes run with.</summary>
public enum WorkerProfile
{
    /// <summary>For work that is over in seconds or minutes: no profiling of code before it is compiled for good (<c>DOTNET_TieredPGO=0</c>), which every
    /// worker would do for itself. What the program's environment or its runtime configuration says wins. What tasks start gets the program's own settings.
    /// The default.</summary>
    Batch,

    /// <summary>The program's own: for workers that run the same code for hours, to which a profile brings some percent.</summary>
    Inherit,
}
