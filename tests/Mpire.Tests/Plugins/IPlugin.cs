namespace Mpire.Tests.Plugins;

/// <summary>What the test and its plugins share: a type of the default context.</summary>
public interface IPlugin : ITold
{
    /// <summary>Without captured variables.</summary>
    Func<int, string> Function { get; }

    /// <summary>With a captured item of the plugin's.</summary>
    Func<int, string> Capturing { get; }

    /// <summary>Returns an item of the plugin's.</summary>
    Func<int, ITold> Making { get; }

    /// <summary>Fails with an exception of the plugin's.</summary>
    Func<int, string> Failing { get; }

    /// <summary>An item of the plugin's.</summary>
    ITold Item { get; }
}

/// <summary>Tells which dependency it runs with.</summary>
public interface ITold
{
    string Tell();
}
