using System.IO.MemoryMappedFiles;

namespace Mpire.Transport;

/// <summary>A worker's board in a file that both ends map; the portable way to share a few words.</summary>
internal static class BoardFile
{
    /// <summary>Maps the file, which may be deleted as soon as both ends have done so (on Windows: as soon as both are gone).</summary>
    /// <returns>The board; it keeps its mapping.</returns>
    public static unsafe WorkerBoard Map(string path, FileMode mode)
    {
        using var stream = new FileStream(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        using var file = MemoryMappedFile.CreateFromFile(stream, null, WorkerBoard.Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, true);
        // Not disposed: the board's copies hold the view's handle, whose finalizer unmaps when the last of them is gone.
        var view = file.CreateViewAccessor(0, WorkerBoard.Size);
        var handle = view.SafeMemoryMappedViewHandle;
        return new WorkerBoard((byte*)handle.DangerousGetHandle() + view.PointerOffset, handle);
    }
}
