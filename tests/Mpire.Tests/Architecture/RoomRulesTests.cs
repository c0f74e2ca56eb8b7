namespace Mpire.Tests.Architecture;

public sealed class RoomRulesTests
{
    private static readonly Lazy<LibraryMap> Library = new(LibraryMap.Read);

    private static IEnumerable<(LibraryType User, LibraryType Used)> ForbiddenUses =>
        from user in Library.Value.Types
        from used in user.Uses
        where !Rooms.Allows(user.Room, used.Room) && !Rooms.Face.ContainsKey(used.FullName)
        select (user, used);

    [Fact]
    public void Every_type_lives_in_one_room_of_the_table()
    {
        Assert.NotEmpty(Library.Value.Types);
        Assert.All(Library.Value.Types, type => Assert.Contains(type.Room, Rooms.All));
    }

    [Fact]
    public void A_room_uses_only_the_rooms_that_the_table_allows() =>
        AssertNoFault(ForbiddenUses.Where(use => !Rooms.Exceptions.ContainsKey((use.User.FullName, use.Used.FullName)))
            .Select(use => $"{use.User} uses {use.Used}"));

    [Fact]
    public void Every_exception_to_the_table_is_still_needed()
    {
        var needed = ForbiddenUses.Select(use => (use.User.FullName, use.Used.FullName)).ToHashSet();
        AssertNoFault(Rooms.Exceptions.Keys.Where(exception => !needed.Contains(exception))
            .Select(exception => $"{exception.User} needs no exception for {exception.Used}"));
        AssertNoFault(Rooms.Face.Keys.Where(name => !Library.Value.Types.Any(type => type.FullName == name && type.IsPublic)));
    }

    [Fact]
    public void The_map_knows_which_types_a_type_names_and_where_its_source_lies()
    {
        var types = Library.Value.Types.ToDictionary(type => type.FullName, StringComparer.Ordinal);
        var handle = types["Mpire.Starting.IWorkerHandle"];
        Assert.Contains(types["Mpire.Transport.FrameChannel"], handle.Uses);
        Assert.Contains(types["Mpire.WorkerExit"], handle.Uses);
        Assert.Equal("Errors", types["Mpire.WorkerExit"].Room);
    }

    [Fact]
    public void Public_types_are_in_the_namespace_Mpire_and_the_others_in_that_of_their_room() =>
        AssertNoFault(Library.Value.Types
            .Where(type => !Rooms.NamedElsewhere.ContainsKey(type.FullName))
            .Where(type => type.IsPublic
                ? type.Namespace != "Mpire"
                : type.Namespace != $"Mpire.{type.Room}" && !type.Namespace.StartsWith($"Mpire.{type.Room}.", StringComparison.Ordinal))
            .Select(type => type.ToString()));

    [Fact]
    public void Native_methods_are_declared_in_Interop_only() =>
        AssertNoFault(Library.Value.Types.Where(type => type.Room != Rooms.Interop)
            .SelectMany(type => type.NativeMethods.Select(method => $"{type} declares {method}")));

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var sources = RepositoryFolder.Find("src").EnumerateFiles("*.cs", SearchOption.AllDirectories)
            .Where(file => !file.FullName.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .ToList();
        Assert.NotEmpty(sources);
        AssertNoFault(sources.Select(file => (file.FullName, Lines: File.ReadLines(file.FullName).Count()))
            .Where(file => file.Lines > 400)
            .Select(file => $"{file.FullName} has {file.Lines} lines"));
    }

    [Fact]
    public void No_line_is_longer_than_the_editor_configuration_says()
    {
        var most = File.ReadLines(RepositoryFolder.Find(".").FullName + "/.editorconfig")
            .Where(line => line.StartsWith("max_line_length = ", StringComparison.Ordinal))
            .Select(line => int.Parse(line["max_line_length = ".Length..], System.Globalization.CultureInfo.InvariantCulture)).Single();
        AssertNoFault(
            from folder in (string[])["src", "samples"]
            from file in RepositoryFolder.Find(folder).EnumerateFiles("*.cs", SearchOption.AllDirectories)
            where !file.FullName.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
            from line in File.ReadLines(file.FullName).Index()
            where line.Item.Length > most
            select $"{file.FullName}:{line.Index + 1} has {line.Item.Length} characters");
    }

    private static void AssertNoFault(IEnumerable<string> faults)
    {
        var all = string.Join(Environment.NewLine, faults);
        if (all.Length > 0)
            Assert.Fail(all);
    }
}
