using System.Runtime.Versioning;
using Mpire.Interop;
using Mpire.Interop.Linux;
using Mpire.Serialization;

namespace Mpire.Sharing;

/// <summary>
/// A header that all processes share, and contents of which each has its own: reading shows the one copy, writing copies the page. The contents are memory
/// without a name, or a file of the user's. Others reach both through the descriptors of this process, as with <see cref="AnonymousStore"/>.
/// </summary>
/// <remarks>A page of addresses for the header, at the end of it the header itself, then the contents from the page on in which they begin.</remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class PrivateStore : SharedStore
{
    private static readonly int Page = Environment.SystemPageSize;
    private static readonly int Lead = Page - SharedHeader.Size;

    private readonly long _offset;
    private readonly long _mapped;
    private readonly byte* _start;
    private int _header;
    private int _contents;
    private byte* _keptHeader;
    private bool _isVacated;

    /// <summary>Makes memory, to be filled before <see cref="TurnPrivate"/>.</summary>
    public PrivateStore(long length)
        : this(Memfd.Create("mpire-shared", Lead + length), -1, Page, length)
    {
        try
        {
            if (SystemMemory.IsStrict) Memfd.Fill(_header, Lead + length);
            if (length > SharedHeader.Size) Mmap.MapAt(_start + Page, _header, Page, length - SharedHeader.Size);
        }
        catch
        {
            GiveUp();
            throw;
        }
    }

    // Owns the descriptors from here on. Without one for the contents they lie behind the header.
    private PrivateStore(int header, int contents, long offset, long length)
    {
        (_header, _contents, _offset, Length) = (header, contents, offset, length);
        _mapped = Page + (offset % Page) + (length - SharedHeader.Size);
        try
        {
            _start = Mmap.Reserve(_mapped);
            Mmap.MapAt(_start, header, 0, Page);
            Address = _start + Lead;
        }
        catch
        {
            GiveUp();
            throw;
        }
    }

    public override byte* Data => _start + Page + (_offset % Page);

    public override SharedHeader* Header => (SharedHeader*)(_keptHeader is not null ? _keptHeader + Lead : _isVacated ? null : _start + Lead);

    /// <summary>Takes contents from a file, without reading it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where the contents begin.</param>
    /// <param name="length">Their bytes and the header's; the file is known to have them.</param>
    public static PrivateStore OfFile(string path, long offset, long length)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var contents = Descriptor.Duplicate((int)file.DangerousGetHandle(), 0);
        int header;
        try
        {
            header = Memfd.Create("mpire-shared", Page);
        }
        catch
        {
            Descriptor.Close(contents);
            throw;
        }

        return MadePrivate(new PrivateStore(header, contents, offset, length));
    }

    public static PrivateStore Find(PayloadReader way, long length)
    {
        var (process, header, contents, offset) = (way.ReadInt32(), way.ReadInt32(), way.ReadInt32(), way.ReadInt64());
        var isFile = contents >= 0;

        // The contents first: they are closed last, so if the header is the right one, and its name says so, they are too.
        var openedContents = isFile ? Open(process, contents, isReadOnly: true) : -1;
        var openedHeader = -1;
        try
        {
            openedHeader = Open(process, header, isReadOnly: false);
            if (ForeignDescriptor.SizeOf(openedHeader) != (isFile ? Page : Lead + length))
                throw new IOException($"Process {process} has let go of the shared memory.");
            if (isFile && ForeignDescriptor.SizeOf(openedContents) < offset + length - SharedHeader.Size)
                throw new IOException("The file has become shorter since it was shared.");
        }
        catch
        {
            Descriptor.Close(openedContents);
            Descriptor.Close(openedHeader);
            throw;
        }

        return MadePrivate(new PrivateStore(openedHeader, openedContents, offset, length));
    }

    /// <summary>From now on what this process writes is its own.</summary>
    public void TurnPrivate()
    {
        if (Length > SharedHeader.Size)
            Mmap.MapPrivateAt(_start + Page, _contents >= 0 ? _contents : _header, _offset - (_offset % Page), _mapped - Page);
    }

    public override void WriteWay(PayloadWriter writer)
    {
        writer.WriteByte(Private);
        writer.WriteInt32(Environment.ProcessId);
        writer.WriteInt32(_header);
        writer.WriteInt32(_contents);
        writer.WriteInt64(_offset);
    }

    public override void Vacate(bool keepsHeader)
    {
        if (keepsHeader) _keptHeader = Mmap.Map(_header, 0, Page);
        _isVacated = true;
        Mmap.Vacate(_start, _mapped);
    }

    public override bool TryClose()
    {
        if (_keptHeader is not null) Mmap.Unmap(_keptHeader, Page);
        _keptHeader = null;
        Close();
        return true;
    }

    public override void Unmap()
    {
        Mmap.Unmap(_start, _mapped);
        Address = null;
    }

    private static PrivateStore MadePrivate(PrivateStore store)
    {
        try
        {
            store.TurnPrivate();
            return store;
        }
        catch
        {
            store.GiveUp();
            throw;
        }
    }

    private static int Open(int process, int descriptor, bool isReadOnly)
    {
        var opened = ForeignDescriptor.TryOpen(process, descriptor, out var error, isReadOnly);
        return opened >= 0 ? opened : throw NativeError.Exception($"opening shared memory of process {process}", error);
    }

    private void GiveUp()
    {
        if (_start is not null) Unmap();
        Close();
    }

    private void Close()
    {
        Descriptor.Close(_header);
        Descriptor.Close(_contents);
        (_header, _contents) = (-1, -1);
    }
}
