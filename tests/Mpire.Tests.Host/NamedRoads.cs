using System.IO.Pipes;
using Mpire.Starting;
using Mpire.Transport;

namespace Mpire.Tests.Host;

/// <summary>A road that the worker finds by a name alone, as on platforms where no descriptor can be passed.</summary>
internal sealed class NamedRoads(string life) : IRoadFactory
{
    public WaitSet CreateWaitSet() => throw new NotSupportedException("A pipe is waited for by reading it.");

    public WorkerRoad Create()
    {
        var name = $"mpire-test-{Guid.NewGuid():N}";
        var pipe = new NamedPipeServerStream(name, PipeDirection.In);
        return new WorkerRoad(new ReaderChannel(new Connecting(pipe)), [], $"{name} {life}", new MemoryStream());
    }

    // Connects at the first read, when the worker has long been started.
    private sealed class Connecting(NamedPipeServerStream pipe) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (!pipe.IsConnected) pipe.WaitForConnection();
            return pipe.Read(buffer, offset, count);
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            pipe.Dispose();
            base.Dispose(disposing);
        }
    }
}
