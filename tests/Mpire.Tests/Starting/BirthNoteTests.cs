using CsCheck;
using Mpire.Starting;

namespace Mpire.Tests.Starting;

public class BirthNoteTests
{
    [Fact]
    public void What_was_written_is_read() => Gen.Select(
        Gen.Int.NonNegative, Gen.Int.NonNegative, Gen.Int.NonNegative.List[0, 5], Gen.String).Sample((parent, worker, descriptors, address) =>
    {
        var note = BirthNote.Format(parent, worker, descriptors, address);
        Assert.True(BirthNote.HasThisModule(note));
        Assert.True(BirthNote.TryParse(note, out var readParent, out var readWorker, out var passed, out var readAddress));
        List<int> readDescriptors = [];
        while (BirthNote.TryTakeDescriptor(ref passed, out var descriptor)) readDescriptors.Add(descriptor);
        Assert.Equal(descriptors, readDescriptors);
        Assert.Equal((parent, worker, address), (readParent, readWorker, readAddress));
    });

    [Fact]
    public void Any_text_is_read_or_refused_without_an_error() => Gen.String.Sample(text =>
    {
        Assert.False(BirthNote.HasThisModule(text));
        _ = BirthNote.TryParse(text, out _, out _, out _, out _);
    });
}
