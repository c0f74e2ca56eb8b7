using System.Globalization;
using System.IO.MemoryMappedFiles;
using Mpire.Interop;
using Mpire.Serialization;

namespace Mpire.Sharing;

/// <summary>
/// Memory in a file for temporary files. Whoever lets go while others use it looks from time to time whether they have gone, and deletes it. What killed
/// processes have left, the next one that makes such memory deletes: the file's name says who made it.
/// </summary>
/// <remarks>Views of the framework do not come along into a forked process. Where processes are forked, memory needs no file.</remarks>
internal sealed unsafe class FileStore : SharedStore
{
    private const string Prefix = "mpire-shared-";

    private static readonly Lazy<bool> Swept = new(static () => Sweep(Path.GetTempPath()));
    private static readonly HashSet<FileStore> Opened = [];
    private static bool _leavesAtEnd;

    private readonly FileStream _stream;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly string _path;
    private bool _hasLeft;

    /// <summary>Makes it.</summary>
    public FileStore(long length)
        : this(NewPath(), length, FileMode.CreateNew)
    {
    }

    private FileStore(string path, long length, FileMode mode)
    {
        (_path, Length) = (path, length);
        _stream = new FileStream(path, new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,

            // A page that the disk has no room for would end the process when it is touched.
            PreallocationSize = mode == FileMode.CreateNew ? length : 0,
        });
        try
        {
            if (mode == FileMode.CreateNew) RandomAccess.SetLength(_stream.SafeFileHandle, length);
            else if (_stream.Length != length) throw new IOException($"The file '{path}' is not the shared memory that was sent.");
            _file = MemoryMappedFile.CreateFromFile(_stream, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _view = _file.CreateViewAccessor(0, length);

            // Kept: the view's own finalizer must not unmap what others of this process still look at.
            byte* address = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
            Address = address + _view.PointerOffset;
        }
        catch
        {
            _view?.Dispose();
            _file?.Dispose();
            _stream.Dispose();
            if (mode == FileMode.CreateNew) File.Delete(path);
            throw;
        }

        Join();
    }

    /// <summary>Where it is.</summary>
    public string FilePath => _path;

    public override SharedHeader* Header => (SharedHeader*)Address;

    public static FileStore Find(PayloadReader way, long length) => Find(way.ReadString(), length);

    /// <summary>Opens what another process has made.</summary>
    public static FileStore Find(string? path, long length)
    {
        return path is { Length: > 0 } ? new FileStore(path, length, FileMode.Open) : throw new IOException("The shared memory has no file.");
    }

    public override void WriteWay(PayloadWriter writer)
    {
        writer.WriteByte(InFile);
        writer.WriteString(_path);
    }

    public override void Vacate(bool keepsHeader)
    {
        // Views cannot be exchanged in one step, so they stay until nobody can look any more.
    }

    public override bool TryClose()
    {
        lock (Opened) Opened.Remove(this);
        _file.Dispose();
        _stream.Dispose();
        return TryLeave();
    }

    public override void Unmap()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }

    // A process that ends without letting go would leave the file to the next one.
    private static void LeaveAll()
    {
        lock (Opened)
        {
            foreach (var store in Opened) _ = store.TryLeave();
            Opened.Clear();
        }
    }

    private void Join()
    {
        var own = ProcessIdentity.Own.ToWord();
        for (var i = 0; i < SharedHeader.UserSlots; i++)
        {
            if (Interlocked.CompareExchange(ref Header->Users[i], own, 0) == 0) break;
        }

        lock (Opened)
        {
            if (Opened.Count == 0 && !_leavesAtEnd)
            {
                _leavesAtEnd = true;
                AppDomain.CurrentDomain.ProcessExit += static (_, _) => LeaveAll();
            }

            Opened.Add(this);
        }
    }

    // Those that were killed have not left, but count no more.
    private bool TryLeave()
    {
        var own = ProcessIdentity.Own.ToWord();
        var isUsed = false;
        for (var i = 0; i < SharedHeader.UserSlots; i++)
        {
            var user = Volatile.Read(ref Header->Users[i]);
            if (user == own && !_hasLeft) _hasLeft = Interlocked.CompareExchange(ref Header->Users[i], 0, own) == own;
            else if (user != 0) isUsed |= ProcessIdentity.Of(user).IsAlive;
        }

        if (isUsed) return false;
        try
        {
            File.Delete(_path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Some systems delete no file that is mapped; a later process will.
        }

        return true;
    }

    private static string NewPath()
    {
        _ = Swept.Value;
        var self = ProcessIdentity.Own;
        return Path.Combine(
            Path.GetTempPath(),
            string.Create(CultureInfo.InvariantCulture, $"{Prefix}{self.ProcessId}-{self.Started}-{Guid.NewGuid():N}"));
    }

    /// <summary>Deletes the files of processes that have ended.</summary>
    internal static bool Sweep(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, Prefix + "*"))
        {
            var parts = Path.GetFileName(path)[Prefix.Length..].Split('-');
            if (parts.Length != 3 || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var id)) continue;
            if (!long.TryParse(parts[1], CultureInfo.InvariantCulture, out var started) || new ProcessIdentity(id, started).IsAlive) continue;
            try
            {
                File.Delete(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process is at it, or it belongs to another user.
            }
        }

        return true;
    }
}
