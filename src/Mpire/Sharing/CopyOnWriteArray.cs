using System.Runtime.CompilerServices;
using Mpire.Interop;
using Mpire.Sharing;

namespace Mpire;

/// <summary>Makes arrays of which all processes of a pool read one copy, and each writes to its own.</summary>
public static class CopyOnWriteArray
{
    /// <summary>Copies an array into memory that workers read in place.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="contents">The elements.</param>
    /// <returns>Dispose of it when all calls that use it have ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">So much memory cannot be had now; says how many bytes were wanted and how many are available.</exception>
    public static CopyOnWriteArray<T> Create<T>(T[] contents)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(contents);
        return Create<T>(contents.Length, to => contents.CopyTo(to), nameof(contents), isPortable: false);
    }

    /// <summary>Copies a span into memory that workers read in place.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="contents">The elements.</param>
    /// <returns>Dispose of it when all calls that use it have ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">So much memory cannot be had now; says how many bytes were wanted and how many are available.</exception>
    public static unsafe CopyOnWriteArray<T> Create<T>(ReadOnlySpan<T> contents)
        where T : unmanaged
    {
        // A lambda cannot have a span, but it ends before the span does.
        fixed (T* first = contents)
        {
            var (from, length) = ((nint)first, contents.Length);
            return Create<T>(length, to => new ReadOnlySpan<T>((T*)from, length).CopyTo(to), nameof(contents), isPortable: false);
        }
    }

    /// <summary>Lets the elements be made in place, so that there is never a second copy of them.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="length">The number of elements.</param>
    /// <param name="fill">Gets all elements, zeros at first, and sets them. Runs once, at once, in the calling process.</param>
    /// <returns>Dispose of it when all calls that use it have ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The length is negative, or so much memory cannot be had now; says how many bytes were wanted and how many are available.
    /// </exception>
    public static CopyOnWriteArray<T> Create<T>(int length, Action<Span<T>> fill)
        where T : unmanaged => Create(length, fill, nameof(length), isPortable: false);

    /// <summary>
    /// Takes the elements from a file as they lie there, in the byte order of this machine. Nothing is read now: a page comes from the file when somebody looks
    /// at it, and all processes share it. The file is never written to.
    /// </summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="path">The file. Do not shorten it or write to it while it is used: a process that then looks beyond its end is ended by the system.</param>
    /// <param name="offset">The byte in which the first element begins, as behind a file's head.</param>
    /// <param name="length">The number of elements; all up to the end of the file if left out.</param>
    /// <returns>Dispose of it when all calls that use it have ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The file is shorter; says how many bytes were wanted and how many it has.</exception>
    /// <exception cref="ArgumentException">The file does not end with a whole element.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static CopyOnWriteArray<T> FromFile<T>(string path, long offset = 0, long? length = null)
        where T : unmanaged => FromFile<T>(path, offset, length, isPortable: false);

    internal static CopyOnWriteArray<T> Create<T>(int length, Action<Span<T>> fill, string parameter, bool isPortable)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(fill);
        var bytes = SystemMemory.Check(length, Unsafe.SizeOf<T>(), parameter);
        Action turn = null!;
        var memory = SharedMemory.Create(bytes, size => Make(size, isPortable, out turn));
        try
        {
            unsafe
            {
                fill(new Span<T>(memory.Data, length));
            }

            turn();
        }
        catch
        {
            memory.LetGo();
            throw;
        }

        return CopyOnWriteArray<T>.Of(memory);
    }

    internal static CopyOnWriteArray<T> FromFile<T>(string path, long offset, long? length, bool isPortable)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var there = new FileInfo(path).Length;
        var size = Unsafe.SizeOf<T>();
        if (offset < 0 || offset > there) throw new ArgumentOutOfRangeException(nameof(offset), offset, $"'{path}' has {there} bytes; the first element must begin within.");
        if (length is { } count && (count < 0 || (Int128)count * size > there - offset))
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, $"{count} elements of {size} bytes are {(Int128)count * size} bytes, but '{path}' has {there - offset} bytes from byte {offset} on.");
        }

        if (length is null && (there - offset) % size != 0)
        {
            throw new ArgumentException(
                $"'{path}' has {there - offset} bytes from byte {offset} on, which are no whole number of elements of {size} bytes: is it a file of "
                + $"{typeof(T)}? Say how many elements to take, or where they begin.",
                nameof(path));
        }

        var bytes = (length * size) ?? (there - offset);
        return CopyOnWriteArray<T>.Of(SharedMemory.Create(
            bytes,
            all => Platform.HasLinuxPath && !isPortable ? PrivateStore.OfFile(path, offset, all) : PrivateFileStore.OfFile(path, offset, all)));
    }

    private static SharedStore Make(long size, bool isPortable, out Action turn)
    {
        if (Platform.HasLinuxPath && !isPortable)
        {
            var store = new PrivateStore(size);
            turn = store.TurnPrivate;
            return store;
        }

        var file = new PrivateFileStore(size);
        turn = file.TurnPrivate;
        return file;
    }
}
