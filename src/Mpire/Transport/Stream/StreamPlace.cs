namespace Mpire.Transport;

/// <summary>The private directory in which a caller and a worker meet. Nothing of it stays once they have met.</summary>
internal sealed class StreamPlace
{
    private const string SocketName = "s";
    private const string BoardName = "b";

    private StreamPlace(string directory) => Directory = directory;

    /// <summary>The directory; only its owner may enter.</summary>
    public string Directory { get; }

    /// <summary>Where the caller listens.</summary>
    public string SocketPath => Path.Combine(Directory, SocketName);

    /// <summary>Where the board is.</summary>
    public string BoardPath => Path.Combine(Directory, BoardName);

    /// <summary>Makes a new place.</summary>
    public static StreamPlace Create() => new(System.IO.Directory.CreateTempSubdirectory("mpire-").FullName);

    /// <summary>A place that another process made.</summary>
    public static StreamPlace At(string directory) => new(directory);

    /// <summary>Removes it; again and again is fine. Windows keeps a mapped file until the last mapping is gone, so this is tried at the end once
    /// more.</summary>
    public void Remove()
    {
        try
        {
            File.Delete(SocketPath);
            File.Delete(BoardPath);
            System.IO.Directory.Delete(Directory);
        }
        catch (IOException)
        {
            // In use on Windows, or gone already.
        }
        catch (UnauthorizedAccessException)
        {
            // What Windows says of a mapped file.
        }
    }
}
