namespace Mpire.Tests.Lifecycle;

/// <summary>An empty file through which tasks tell that they have come somewhere.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public string Path { get; } = System.IO.Path.GetTempFileName();

    public long Length => new FileInfo(Path).Length;

    public void Dispose() => File.Delete(Path);
}
