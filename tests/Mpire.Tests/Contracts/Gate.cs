namespace Mpire.Tests.Contracts;

/// <summary>Something that tasks wait for, in whatever process they run, and that a test opens. A file, because everything that can travel has to be plain.</summary>
/// <param name="File">Exists when the gate is open.</param>
public sealed record Gate(string File)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(50);

    public bool IsOpen => System.IO.File.Exists(File);

    public void Open() => System.IO.File.WriteAllBytes(File, []);

    /// <summary>Waits until it is open.</summary>
    public void Pass()
    {
        var gate = this;
        if (!Waiting.Until(() => gate.IsOpen, Limit)) throw new TimeoutException($"nobody opened {System.IO.Path.GetFileName(File)}");
    }

    /// <summary>Passes it on the way to something.</summary>
    public T Pass<T>(T value)
    {
        Pass();
        return value;
    }

    /// <summary>Says that somebody has come to it, and passes it on the way to something.</summary>
    public T Pass<T>(T value, Tally arrived)
    {
        arrived.Add();
        return Pass(value);
    }
}
