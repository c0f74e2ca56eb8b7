using System.Runtime.InteropServices;
using System.Text;

namespace Mpire.Interop;

/// <summary>A native array of zero-terminated UTF-8 strings with a null at the end: what argv and envp are.</summary>
internal sealed unsafe class StringVector : SafeHandle
{
    /// <summary>Copies the strings.</summary>
    /// <exception cref="ArgumentException">A string contains a zero character, which no operating system can pass on.</exception>
    public StringVector(IReadOnlyCollection<string> strings)
        : base(0, ownsHandle: true)
    {
        var size = (nuint)(strings.Count + 1) * (nuint)sizeof(byte*);
        foreach (var text in strings)
        {
            if (text.Contains('\0', StringComparison.Ordinal))
                throw new ArgumentException("Arguments and environment variables cannot contain a zero character.", nameof(strings));
            size += (nuint)Encoding.UTF8.GetByteCount(text) + 1;
        }

        SetHandle((nint)NativeMemory.Alloc(size));
        var end = (byte*)handle + size;
        var next = (byte*)handle + ((nuint)(strings.Count + 1) * (nuint)sizeof(byte*));
        var entry = (byte**)handle;
        foreach (var text in strings)
        {
            *entry++ = next;
            next += Encoding.UTF8.GetBytes(text, new Span<byte>(next, (int)(end - next)));
            *next++ = 0;
        }

        *entry = null;
    }

    /// <summary>The first element; valid until disposal.</summary>
    public byte** Pointer => (byte**)handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
