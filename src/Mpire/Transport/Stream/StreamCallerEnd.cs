using System.Buffers;
using System.Net.Sockets;

namespace Mpire.Transport;

/// <summary>
/// The calling process's end of a stream road. Two threads of its own keep the driver from ever waiting for the worker: one lets the worker in and
/// then reads, one writes what was flushed.
/// </summary>
internal sealed class StreamCallerEnd : FrameChannel
{
    // What may lie here read but not taken; beyond it the worker has to wait.
    private const long MostArrivedBytes = 8 << 20;
    private const int SendBuffer = 1 << 20;

    private readonly StreamPlace _place;
    private readonly Socket _listener;
    private readonly WorkerBoard _board;
    private readonly byte[] _token;
    private readonly long _maximumPayload;
    private readonly object _gate = new();
    private readonly Queue<FrameAssembly> _arrived = new();
    private readonly Queue<Parcel> _outgoing = new();
    private readonly StreamBatch _batch = new();
    private readonly Thread _reader;
    private readonly Thread _writer;
    private Socket? _guest;
    private Socket? _data;
    private Socket? _attention;
    private FrameAssembly? _held;
    private WaitSet? _waitSet;
    private string? _violation;
    private long _arrivedBytes;
    private int _arrivedFrames;
    private long _pendingBytes;
    private bool _isPoked;
    private volatile bool _isWorkerExitNoted;
    private volatile bool _isEnded;
    private volatile bool _isDisposed;

    /// <summary>Puts the end together and starts to wait for the worker; it owns everything given.</summary>
    public StreamCallerEnd(StreamPlace place, Socket listener, WorkerBoard board, byte[] token, long maximumPayload)
    {
        _place = place;
        _listener = listener;
        _board = board;
        _token = token;
        _maximumPayload = maximumPayload;
        _reader = new Thread(ReadAll) { IsBackground = true, Name = "Mpire reader" };
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "Mpire writer" };
        _reader.UnsafeStart();
    }

    /// <inheritdoc/>
    public override WorkerBoard Board => _board;

    /// <inheritdoc/>
    public override string? Violation => Volatile.Read(ref _violation);

    /// <inheritdoc/>
    public override bool IsPeerGone => _isDisposed || Violation is not null || (_isEnded && Volatile.Read(ref _arrivedFrames) == 0);

    /// <inheritdoc/>
    public override long PendingBytes => Volatile.Read(ref _pendingBytes);

    /// <summary>Whether the driver has something to do here.</summary>
    public bool IsReady => Volatile.Read(ref _arrivedFrames) > 0 || IsPeerGone;

    /// <inheritdoc/>
    public override void Post(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckUsable();
        RoadLimits.CheckLength(payload.Length, _maximumPayload);
        if (_isEnded) return;
        var before = _batch.Length;
        _batch.Add(header, payload);
        Interlocked.Add(ref _pendingBytes, _batch.Length - before);
    }

    /// <inheritdoc/>
    public override void Post(in FrameHeader header, ReadOnlySequence<byte> payload, IDisposable? owner)
    {
        CheckUsable();
        RoadLimits.CheckLength(payload.Length, _maximumPayload);
        if (_isEnded)
        {
            owner?.Dispose();
            return;
        }

        var before = _batch.Length;
        _batch.Add(header, payload, owner);
        Interlocked.Add(ref _pendingBytes, _batch.Length - before);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        CheckUsable();
        if (_batch.Length == 0) return;
        lock (_gate)
        {
            foreach (var parcel in _batch.Take()) _outgoing.Enqueue(parcel);
            if (_isEnded) DropOutgoing();
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public override unsafe bool TryReceive(out IncomingFrame frame)
    {
        CheckUsable();
        if (_held is not null) throw new InvalidOperationException("The frame received before must be released first.");
        frame = default;
        if (Volatile.Read(ref _arrivedFrames) == 0 || Violation is not null) return false;
        lock (_gate)
        {
            _held = _arrived.Dequeue();
            Volatile.Write(ref _arrivedFrames, _arrived.Count);
            var wasFull = _arrivedBytes > MostArrivedBytes;
            _arrivedBytes -= _held.Header.Length;
            if (wasFull && _arrivedBytes <= MostArrivedBytes) Monitor.PulseAll(_gate);
        }

        frame = new IncomingFrame(_held.Header, null, _held);
        return true;
    }

    /// <inheritdoc/>
    /// <remarks>The calling process waits for all its workers at once, in a <see cref="WaitSet"/>.</remarks>
    public override bool Receive(out IncomingFrame frame) => throw new NotSupportedException("The calling process waits in a wait set.");

    /// <inheritdoc/>
    public override void Release()
    {
        _held?.Release();
        _held = null;
    }

    /// <inheritdoc/>
    public override void Poke()
    {
        lock (_gate)
        {
            if (_attention is null) _isPoked = true;
            else if (!_isDisposed) SendPoke(_attention);
        }
    }

    /// <inheritdoc/>
    public override bool WaitForAttention() => throw new NotSupportedException("Only a worker waits for attention.");

    /// <inheritdoc/>
    public override void NoteWorkerExit()
    {
        lock (_gate)
        {
            if (_isWorkerExitNoted || _isDisposed || (_data is not null && _attention is not null)) return;
            _isWorkerExitNoted = true;
        }

        try
        {
            // A stranger's knock behind whatever the worker sent: when it is heard, the worker is known not to come.
            using var knock = StreamRoad.NewSocket();
            knock.Connect(new UnixDomainSocketEndPoint(_place.SocketPath));
        }
        catch (SocketException)
        {
            // The worker was let in at this very moment; its connections tell of its end.
        }
    }

    /// <summary>Tells the end which set to wake.</summary>
    public void Join(WaitSet? waitSet) => Volatile.Write(ref _waitSet, waitSet);

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            Monitor.PulseAll(_gate);
            _guest?.Dispose();
        }

        _listener.Dispose();
        _data?.Dispose();
        _attention?.Dispose();
        _reader.Join();
        if (_writer.ThreadState.HasFlag(ThreadState.Unstarted) is false) _writer.Join();
        // Connections that the reader let in meanwhile.
        _data?.Dispose();
        _attention?.Dispose();
        Release();
        while (_arrived.TryDequeue(out var frame)) frame.Release();
        foreach (var parcel in _batch.Take()) parcel.Release();
        DropOutgoing();
        _place.Remove();
    }

    private void CheckUsable() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    private void ReadAll()
    {
        StreamReceiver? receiver = null;
        string? violation = null;
        try
        {
            if (LetWorkerIn() is not { } data) return;
            receiver = new StreamReceiver(data, _maximumPayload);
            while (receiver.TryReceive(true, out var frame) && frame is not null) Deliver(frame);
        }
        catch (RoadViolationException broken)
        {
            violation = broken.Message;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Disposed while waiting.
        }
        finally
        {
            receiver?.Drop();
            End(violation);
        }
    }

    private Socket? LetWorkerIn()
    {
        while (_data is null || _attention is null)
        {
            var socket = _listener.Accept();
            lock (_gate)
            {
                // Where disposal finds it: a guest who says nothing must not hold it up.
                _guest = socket;
                if (_isDisposed) socket.Dispose();
            }

            var role = StreamHello.Receive(socket, _token);
            lock (_gate)
            {
                _guest = null;
                if (role == StreamHello.Data && _data is null)
                {
                    socket.SendBufferSize = SendBuffer;
                    _data = socket;
                }
                else if (role == StreamHello.Attention && _attention is null)
                {
                    // A poke must never wait for a worker that does not listen.
                    socket.Blocking = false;
                    _attention = socket;
                    if (_isPoked) SendPoke(socket);
                }
                else
                {
                    socket.Dispose();
                    if (_isWorkerExitNoted) return null;
                }

                if (_isDisposed) return null;
            }
        }

        _listener.Dispose();
        _place.Remove();
        _writer.UnsafeStart();
        return _data;
    }

    private void Deliver(FrameAssembly frame)
    {
        lock (_gate)
        {
            while (_arrivedBytes > MostArrivedBytes && !_isDisposed) Monitor.Wait(_gate);
            _arrived.Enqueue(frame);
            _arrivedBytes += frame.Header.Length;
            Volatile.Write(ref _arrivedFrames, _arrived.Count);
        }

        Volatile.Read(ref _waitSet)?.Wake();
    }

    private void End(string? violation)
    {
        // Before the end shows: who sees it may rely on nothing being left.
        _listener.Dispose();
        _place.Remove();
        lock (_gate)
        {
            _isEnded = true;
            Volatile.Write(ref _violation, violation);
            DropOutgoing();
            Monitor.PulseAll(_gate);
        }

        // Frees a writer that waits for a worker that broke the format.
        _data?.Dispose();
        Volatile.Read(ref _waitSet)?.Wake();
    }

    private void WriteAll()
    {
        while (NextParcel() is { } parcel)
        {
            var length = parcel.Rest.Length;
            try
            {
                if (_data is { } data) StreamSender.SendAll(data, parcel.Rest);
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                // The reader notices the same and ends the channel.
            }

            parcel.Release();
            Interlocked.Add(ref _pendingBytes, -length);
            Volatile.Read(ref _waitSet)?.Wake();
        }
    }

    private Parcel? NextParcel()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_isDisposed || _isEnded) return null;
                if (_outgoing.TryDequeue(out var parcel)) return parcel;
                Monitor.Wait(_gate);
            }
        }
    }

    private void DropOutgoing()
    {
        while (_outgoing.TryDequeue(out var parcel))
        {
            Interlocked.Add(ref _pendingBytes, -parcel.Rest.Length);
            parcel.Release();
        }
    }

    private static void SendPoke(Socket socket)
    {
        // Would block: pokes enough are waiting there. Any other failure: the worker is gone, which the reader tells.
        ReadOnlySpan<byte> token = [1];
        socket.Send(token, SocketFlags.None, out _);
    }
}
