using Mpire.Tests.Contracts;

namespace Mpire.Tests.Architecture;

public sealed class VerbTableTests
{
    [Fact]
    public void Every_verb_takes_every_form_of_task_over_every_kind_of_input() =>
        Assert.Equal(VerbTable.Expected.Order(StringComparer.Ordinal), VerbTable.Actual.Order(StringComparer.Ordinal));
}
