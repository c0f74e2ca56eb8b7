using Mpire.Managing;
using Mpire.Serialization;

namespace Mpire.Tests.Managing;

/// <summary>What a manager says to a process that breaks off, or that was never given a handle.</summary>
public sealed class LoanTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public void An_item_whose_arrival_nobody_has_told_comes_back_to_its_place()
    {
        using var manager = SharedManager.Create();
        var queue = manager.CreateQueue<int>();
        foreach (var item in (int[])[1, 2, 3]) queue.Add(item);
        using (var link = Take(queue))
        {
            Assert.Equal(2, queue.Count);
            Assert.Equal(2, queue.Take());
            queue.CompleteAdding();
            Assert.Equal(3, queue.Take());
            Assert.False(queue.IsCompleted);
            Assert.False(queue.TryTake(out _, TimeSpan.FromMilliseconds(20)));
        }

        Assert.True(queue.TryTake(out var back, Long));
        Assert.Equal(1, back);
        Assert.True(queue.IsCompleted);
    }

    [Fact]
    public void An_item_whose_arrival_was_told_does_not_come_back()
    {
        using var manager = SharedManager.Create();
        var queue = manager.CreateQueue<int>();
        queue.Add(1);
        using (var link = Take(queue)) link.Send(MessageKind.Kept, 1);
        queue.CompleteAdding();
        Assert.False(queue.TryTake(out _, Long));
        Assert.True(queue.IsCompleted);
    }

    [Fact]
    public void Who_does_not_know_the_secret_is_not_heard()
    {
        using var manager = SharedManager.Create();
        var address = AddressOf(manager.CreateList<int>(), out _);
        using var link = new Line(MeetingPlace.Connect(address.Place, new byte[address.Secret.Length]));
        link.Send(MessageKind.Call, 1);
        Assert.Null(link.Receive());
    }

    // As a worker does, up to the moment where it would tell that it has the item.
    private static Line Take(SharedQueue<int> queue)
    {
        var address = AddressOf(queue, out var number);
        var link = new Line(MeetingPlace.Connect(address.Place, address.Secret));
        using var request = PayloadWriter.Rent();
        request.WriteVarUInt(number);
        request.WriteVarUInt((ulong)QueueHost<int>.Take.Index);
        PayloadCodec.Default.Write(request, Timeout.InfiniteTimeSpan);
        Assert.True(link.Send(MessageKind.Call, 1, request));
        var answer = link.Receive();
        Assert.NotNull(answer);
        Assert.Equal((short)MessageKind.Result, answer.Header.Kind);
        answer.Release();
        return link;
    }

    private static ManagerAddress AddressOf(ITravelsByHandle face, out ulong number)
    {
        using var writer = PayloadWriter.Rent();
        face.WriteHandle(writer);
        using var reader = new PayloadReader();
        reader.Reset(writer.AsSequence());
        var address = ManagerAddress.Read(reader);
        number = reader.ReadVarUInt();
        return address;
    }
}
