using System.IO.MemoryMappedFiles;
using Mpire.Serialization;

namespace Mpire.Sharing;

/// <summary>What <see cref="PrivateStore"/> is, by means of the framework: a <see cref="FileStore"/> for the header, with or without the contents, and a view
/// of the contents that copies what is written.</summary>
internal sealed unsafe class PrivateFileStore : SharedStore
{
    private readonly FileStore _header;
    private readonly string _path;
    private readonly long _offset;
    private MemoryMappedFile? _file;
    private MemoryMappedViewAccessor? _view;
    private byte* _data;

    /// <summary>Makes memory, to be filled before <see cref="TurnPrivate"/>.</summary>
    public PrivateFileStore(long length)
        : this(new FileStore(length), "", SharedHeader.Size, length)
    {
    }

    // Without a path the contents lie behind the header.
    private PrivateFileStore(FileStore header, string path, long offset, long length)
    {
        (_header, _path, _offset, Length) = (header, path, offset, length);
        Address = header.Address;
        _data = header.Data;
    }

    public override byte* Data => _data;

    public override SharedHeader* Header => _header.Header;

    /// <summary>Takes contents from a file, without reading it.</summary>
    public static PrivateFileStore OfFile(string path, long offset, long length)
    {
        return MadePrivate(new PrivateFileStore(new FileStore(SharedHeader.Size), Path.GetFullPath(path), offset, length));
    }

    public static PrivateFileStore Find(PayloadReader way, long length)
    {
        var (header, path, offset) = (way.ReadString(), way.ReadString() ?? "", way.ReadInt64());
        return MadePrivate(new PrivateFileStore(FileStore.Find(header, path.Length == 0 ? length : SharedHeader.Size), path, offset, length));
    }

    /// <summary>From now on what this process writes is its own.</summary>
    public void TurnPrivate()
    {
        var bytes = Length - SharedHeader.Size;
        if (bytes == 0) return;
        var stream = new FileStream(
            _path.Length > 0 ? _path : _header.FilePath,
            new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
        if (stream.Length < _offset + bytes)
        {
            stream.Dispose();
            throw new IOException($"The file '{_path}' has become shorter since it was shared.");
        }

        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(_offset, bytes, MemoryMappedFileAccess.CopyOnWrite);
        byte* address = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
        _data = address + _view.PointerOffset;
    }

    public override void WriteWay(PayloadWriter writer)
    {
        writer.WriteByte(PrivateInFile);
        writer.WriteString(_header.FilePath);
        writer.WriteString(_path);
        writer.WriteInt64(_offset);
    }

    public override void Vacate(bool keepsHeader)
    {
        // As in a FileStore.
    }

    public override bool TryClose()
    {
        _file?.Dispose();
        return _header.TryClose();
    }

    public override void Unmap()
    {
        if (_view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
        }

        _header.Unmap();
    }

    private static PrivateFileStore MadePrivate(PrivateFileStore store)
    {
        try
        {
            store.TurnPrivate();
            return store;
        }
        catch
        {
            _ = store.TryClose();
            store.Unmap();
            throw;
        }
    }
}
