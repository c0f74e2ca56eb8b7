using Mpire.Serialization;

namespace Mpire.Sharing;

/// <summary>
/// One piece of shared memory in this process, and all objects of this process that stand for it. Disposed of by the user, or by the collector when
/// no such object is left.
/// </summary>
/// <remarks>
/// Its addresses outlive its contents: <see cref="LetGo"/> gives the memory back at once, but leaves empty pages in its place until nothing of this
/// process can look there, so that a thread in the middle of an access reads zeros instead of ending the process.
/// </remarks>
internal sealed unsafe class SharedMemory
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<ISharedFace>> _faces = [];
    private readonly List<long> _sent = [];
    private readonly SharedStore _store;
    private volatile bool _isDisposed;
    private volatile bool _isClosed;

    private SharedMemory(SharedStore store, Guid id)
    {
        (_store, Id) = (store, id);

        // The collector does not see these bytes, and would let dead objects hold them for ever.
        GC.AddMemoryPressure(store.Length);
    }

    /// <summary>Lets go of what the user has not disposed of.</summary>
    ~SharedMemory()
    {
        LetGo();
        if (_isClosed)
        {
            _store.Unmap();
            SharedMemories.Forget(this);
            return;
        }

        // Somebody is on the way here: once more, when they have arrived.
        GC.ReRegisterForFinalize(this);
    }

    public Guid Id { get; }

    /// <summary>The user's bytes.</summary>
    public byte* Data => _store.Data;

    /// <summary>How many there are.</summary>
    public long Length => _store.Length - SharedHeader.Size;

    /// <summary>The words in front of them.</summary>
    public SharedHeader* Header => (SharedHeader*)_store.Address;

    public bool IsDisposed => _isDisposed;

    /// <summary>Makes zeroed memory.</summary>
    /// <param name="length">The user's bytes, checked.</param>
    /// <param name="create">Where it comes from; the system's own kind if left out.</param>
    public static SharedMemory Create(long length, Func<long, SharedStore>? create = null)
    {
        LateClosings.Tidy();
        var store = (create ?? SharedStore.Create)(SharedHeader.Size + length);
        var header = (SharedHeader*)store.Address;
        (header->Magic, header->Id) = (SharedHeader.ExpectedMagic, Guid.NewGuid());
        return SharedMemories.Add(new SharedMemory(store, header->Id));
    }

    /// <summary>The memory that somebody has sent.</summary>
    /// <exception cref="SerializationException">It is gone.</exception>
    public static SharedMemory Receive(PayloadReader reader)
    {
        var id = reader.ReadUnmanaged<Guid>();
        var passage = reader.ReadInt64();
        var length = reader.ReadInt64();
        if (length < SharedHeader.Size) throw new SerializationException("The handle of a shared memory is damaged.");
        var memory = SharedMemories.FindOrOpen(id, reader, way => Open(way, id, length));
        Transit.Arrived(memory.Header, passage);
        return memory;
    }

    /// <summary>Writes what <see cref="Receive"/> needs. Until it has arrived, this process stays a way to the memory, also when the memory is disposed of.
    /// </summary>
    /// <exception cref="SerializationException">It is disposed of.</exception>
    public void Send(PayloadWriter writer, string what)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                throw new SerializationException(
                    $"The {what} was disposed of before it was sent. Dispose of it when all calls that send it have ended; in a task that returns it, not at all.",
                    innerException: new ObjectDisposedException(what));
            }

            _ = IsAwaited;
            var passage = Transit.Depart(Header);
            _sent.Add(passage);
            writer.WriteUnmanaged(Id);
            writer.WriteInt64(passage);
            writer.WriteInt64(_store.Length);
            _store.WriteWay(writer);
        }

        GC.KeepAlive(this);
    }

    /// <summary>The one object of its kind that stands for this memory in this process.</summary>
    public T FaceOf<T>(Func<SharedMemory, T> make)
        where T : class, ISharedFace
    {
        lock (_gate)
        {
            foreach (var known in _faces)
            {
                if (known.TryGetTarget(out var face) && face is T wanted) return wanted;
            }

            _faces.RemoveAll(known => !known.TryGetTarget(out _));
            var made = make(this);
            if (_isDisposed) made.Forget();
            _faces.Add(new WeakReference<ISharedFace>(made));
            return made;
        }
    }

    /// <summary>Lets go of the memory: every object of this process that stands for it is disposed. It lives on in processes that have it open.</summary>
    public void LetGo()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            foreach (var known in _faces)
            {
                if (known.TryGetTarget(out var face)) face.Forget();
            }

            var isAwaited = IsAwaited;
            _store.Vacate(keepsHeader: isAwaited);
            _isClosed = !isAwaited && _store.TryClose();
            IsClosing = !isAwaited;
            if (!_isClosed) LateClosings.Await(this);
        }

        GC.RemoveMemoryPressure(_store.Length);
        LateClosings.Tidy();
    }

    /// <summary>Counts all that was sent as arrived.</summary>
    public void ForgetSent() => _sent.Clear();

    /// <summary>Whether somebody is on the way here, by a handle that this process has sent.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_gate)
            {
                var header = _store.Header;
                for (var i = _sent.Count - 1; i >= 0; i--)
                {
                    if (!Transit.IsUnderWay(header, _sent[i])) _sent.RemoveAt(i);
                }

                return _sent.Count > 0;
            }
        }
    }

    /// <summary>Whether closing has begun, so that nothing but the closing may be asked of it.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Closes the way, if nothing else is left to do; asked of memory that was let go of.</summary>
    public bool TryClose() => _isClosed = _store.TryClose();

    private static SharedMemory Open(PayloadReader way, Guid id, long length)
    {
        try
        {
            var store = SharedStore.Open(way, length);
            var header = (SharedHeader*)store.Address;
            if (header->Magic == SharedHeader.ExpectedMagic && header->Id == id) return new SharedMemory(store, id);
            _ = store.TryClose();
            store.Unmap();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Gone(error);
        }

        throw Gone(null);
    }

    private static SerializationException Gone(Exception? cause) => new(
        "Shared memory that was sent is not there any more: the process that sent it has disposed of it, or has ended. Dispose of it when all calls that "
        + "send it have ended, and keep it as long as a pool has it as shared object.",
        innerException: cause);
}

/// <summary>An object of the user's that stands for shared memory.</summary>
internal interface ISharedFace
{
    /// <summary>The memory is gone: whatever is asked of the object from now on is refused.</summary>
    void Forget();
}
