using System.Runtime.Versioning;
using Mpire.Interop;
using Mpire.Interop.Linux;
using Mpire.Serialization;

namespace Mpire.Sharing;

/// <summary>
/// Memory without a name (memfd). Others reach it through the descriptor that a process holds, in <c>/proc</c>: it needs no channel between the two,
/// works for workers that were started before the memory was made, and ends with the processes.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class AnonymousStore : SharedStore
{
    private int _descriptor;
    private SharedHeader* _keptHeader;
    private bool _isVacated;

    /// <summary>Makes it.</summary>
    public AnonymousStore(long length)
        : this(Memfd.Create("mpire-shared", length), length, fills: SystemMemory.IsStrict)
    {
    }

    private AnonymousStore(int descriptor, long length, bool fills)
    {
        (_descriptor, Length) = (descriptor, length);
        try
        {
            // Its size is sealed, so a page of it always is there or can be had; where the system promises no memory that it has not got, having a page
            // may fail, and does so by a signal. There it is taken at once.
            if (fills) Memfd.Fill(descriptor, length);
            Address = Mmap.Map(descriptor, 0, length);
        }
        catch
        {
            Descriptor.Close(descriptor);
            throw;
        }
    }

    public override SharedHeader* Header => _keptHeader is not null ? _keptHeader : _isVacated ? null : (SharedHeader*)Address;

    public static AnonymousStore Find(PayloadReader way, long length)
    {
        var process = way.ReadInt32();
        var descriptor = ForeignDescriptor.TryOpen(process, way.ReadInt32(), out var error);
        if (descriptor < 0) throw NativeError.Exception($"opening shared memory of process {process}", error);

        // The number may stand for something else by now.
        if (ForeignDescriptor.SizeOf(descriptor) == length) return new AnonymousStore(descriptor, length, fills: false);
        Descriptor.Close(descriptor);
        throw new IOException($"Process {process} has let go of the shared memory.");
    }

    public override void WriteWay(PayloadWriter writer)
    {
        writer.WriteByte(Anonymous);
        writer.WriteInt32(Environment.ProcessId);
        writer.WriteInt32(_descriptor);
    }

    public override void Vacate(bool keepsHeader)
    {
        if (keepsHeader) _keptHeader = (SharedHeader*)Mmap.Map(_descriptor, 0, SharedHeader.Size);
        _isVacated = true;
        Mmap.Vacate(Address, Length);
    }

    public override bool TryClose()
    {
        if (_keptHeader is not null) Mmap.Unmap((byte*)_keptHeader, SharedHeader.Size);
        _keptHeader = null;
        Descriptor.Close(_descriptor);
        _descriptor = -1;
        return true;
    }

    public override void Unmap()
    {
        Mmap.Unmap(Address, Length);
        Address = null;
    }
}
