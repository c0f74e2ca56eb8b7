using Mpire.Starting;

namespace Mpire.Tests.Starting;

public class HostArgumentsTests
{
    private const string Entry = "/somewhere/app.dll";

    [Theory]
    [InlineData("dotnet app.dll x.dll", "dotnet /somewhere/app.dll x.dll")]
    [InlineData("dotnet exec app.dll exec", "dotnet exec /somewhere/app.dll exec")]
    [InlineData("dotnet --roll-forward Major app.dll", "dotnet --roll-forward Major /somewhere/app.dll")]
    [InlineData("dotnet exec --fx-version 10.0.0 ./app.dll --depsfile y", "dotnet exec --fx-version 10.0.0 /somewhere/app.dll --depsfile y")]
    [InlineData("dotnet exec --depsfile /a/b.deps.json /c/app.dll x", "dotnet exec --depsfile /a/b.deps.json /c/app.dll x")]
    [InlineData("dotnet /full/app.dll app.dll", "dotnet /full/app.dll app.dll")]
    public void The_program_file_becomes_absolute_and_nothing_else_changes(string before, string after) =>
        Assert.Equal(after.Split(' '), HostArguments.TryMakeAbsolute(before.Split(' '), "/usr/bin/dotnet", Entry));

    [Fact]
    public void All_arguments_of_an_executable_are_the_programs_own() =>
        Assert.Equal(["./app", "app.dll"], HostArguments.TryMakeAbsolute(["./app", "app.dll"], "/x/app", Entry));

    [Fact]
    public void A_file_that_cannot_be_found_any_more_is_not_guessed() =>
        Assert.Null(HostArguments.TryMakeAbsolute(["dotnet", "exec", "--depsfile", "no/such.json", "app.dll"], "/usr/bin/dotnet", Entry));

    [Fact]
    public void A_program_without_a_file_is_not_guessed() =>
        Assert.Null(HostArguments.TryMakeAbsolute(["dotnet", "app.dll"], "/usr/bin/dotnet", ""));
}
