using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using Mpire.Tests.Plugins;

namespace Mpire.Tests.Contracts;

/// <summary>Code that lies in load contexts of its own: a task calls what it would have called here, or is refused.</summary>
public abstract class PluginContract : PoolContract
{
    // Before the test counts what is open: the compiler's output is read by the runtime's own means.
    protected PluginContract(WorkerPoolOptions method)
        : base(method) => PluginFolder.Compile();

    [Fact]
    public void Each_plugin_calls_its_own_version_of_what_both_bring()
    {
        using var first = new PluginFolder(1, hasNotes: true);
        using var second = new PluginFolder(2, "lib");

        // The copy that build tools leave beside a plugin is not what it runs with.
        File.Copy(typeof(IPlugin).Assembly.Location, first.FileIn(Path.GetFileName(typeof(IPlugin).Assembly.Location)));
        (IPlugin, int)[] plugins = [(new PluginContext(first).Load(), 1), (new PluginContext(second).Load(), 2)];
        var pool = NewPool();
        for (var round = 0; round < 2; round++)
        {
            foreach (var (plugin, version) in plugins)
            {
                Assert.Equal([$"1 {version}", $"2 {version}"], pool.Map(plugin.Function, [1, 2]));
                Assert.Equal([$"captured {version}"], pool.Map(plugin.Capturing, [1]));
                Assert.Equal($"item {version}", pool.Apply(static item => item.Tell(), plugin.Item));
                Assert.Equal($"own {version}", pool.Apply(plugin.Tell));
                ITold made = pool.Map(plugin.Making, [1])[0];
                Assert.Equal((plugin.Item.GetType(), $"made {version}"), (made.GetType(), made.Tell()));
                Exception error = Assert.ThrowsAny<Exception>(() => pool.Map(plugin.Failing, [1]));
                Assert.Equal((plugin.GetType().Assembly, $"failed {version}"), (error.GetType().Assembly, error.Message));
            }
        }

        var sharing = Track(NewBuilder().Share(plugins.Select(static one => one.Item1.Item).ToArray()).Build());
        Assert.Equal(["item 1 item 2"], sharing.Map(static (worker, _) => string.Join(' ', worker.Shared.Select(static item => item.Tell())), [0]));
    }

    [Fact]
    public void The_same_file_in_two_contexts_is_two_assemblies()
    {
        using var folder = new PluginFolder(1);
        IPlugin[] plugins = [new PluginContext(folder).Load(), new PluginContext(folder).Load()];
        var pool = NewPool();
        ITold[] items = pool.Apply(static both => both.Select(static plugin => plugin.Item).ToArray(), plugins);
        Assert.Equal(plugins.Select(static plugin => plugin.GetType().Assembly), items.Select(static item => item.GetType().Assembly));
        Assert.Equal("False", pool.Apply(static both => $"{both[0].GetType() == both[1].GetType()}", plugins));
    }

    [Fact]
    public void Code_of_a_context_that_can_be_unloaded_travels_too()
    {
        using var folder = new PluginFolder(2);
        IPlugin plugin = new PluginContext(folder, isCollectible: true).Load();
        Assert.True(plugin.GetType().Assembly.IsCollectible);
        var pool = NewPool();
        Assert.Equal(["1 2", "2 2"], pool.Map(plugin.Function, [1, 2]));
        Assert.Equal(["captured 2"], pool.Map(plugin.Capturing, [1]));
        Assert.Equal("own 2", pool.Apply(plugin.Tell));
        Assert.Same(plugin.Item.GetType(), pool.Map(plugin.Making, [1])[0].GetType());
    }

    [Fact]
    public void What_a_worker_loads_by_itself_arrives_in_the_context_that_has_the_file()
    {
        using var folder = new PluginFolder(1);
        IPlugin plugin = new PluginContext(folder).Load();
        var file = folder.Main;
        ITold item = NewPool(1).Apply(
            path =>
            {
                Assembly here = new AssemblyLoadContext("of the worker").LoadFromAssemblyPath(path);
                return (ITold)Activator.CreateInstance(here.GetType("Item", true)!, "x")!;
            },
            file);
        Assert.Equal(HasProcesses, plugin.Item.GetType() == item.GetType());
    }

    [Fact]
    public void Code_that_was_loaded_from_bytes_is_refused_with_the_remedy()
    {
        using var folder = new PluginFolder(1);
        var image = File.ReadAllBytes(folder.Main);
        var context = new AssemblyLoadContext("bytes");
        context.LoadFromAssemblyPath(folder.FileIn("Dep.dll"));
        using var stream = new MemoryStream(image);
        var pool = Started(NewPool());
        foreach (var assembly in (Assembly[])[Assembly.Load(image), context.LoadFromStream(stream)])
        {
            var plugin = (IPlugin)Activator.CreateInstance(assembly.GetType("Plugin", true)!)!;
            Refused("'Plugin' was loaded from bytes", () => pool.Map(plugin.Making, [1]));
            Refused("'Plugin' was loaded from bytes", () => pool.Apply(static held => held.ToString(), plugin));

            // A copy has what is shared, and its code.
            if (HasCopies) Assert.Equal([1], Track(NewBuilder().Share(plugin).Build()).Map(static x => x, [1]));
            else Refused("'Plugin' was loaded from bytes", () => Track(NewBuilder().Share(plugin).Build()).Map(static x => x, [1]));
        }
    }

    [Fact]
    public void Code_that_was_made_at_run_time_is_refused_with_the_remedy()
    {
        var pool = Started(NewPool());
        foreach (var access in (AssemblyBuilderAccess[])[AssemblyBuilderAccess.Run, AssemblyBuilderAccess.RunAndCollect])
        {
            TypeBuilder type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Made"), access).DefineDynamicModule("Made").DefineType("Code", TypeAttributes.Public);
            MethodBuilder method = type.DefineMethod("Next", MethodAttributes.Public | MethodAttributes.Static, typeof(int), [typeof(int)]);
            ILGenerator code = method.GetILGenerator();
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldc_I4_1);
            code.Emit(OpCodes.Add);
            code.Emit(OpCodes.Ret);
            var next = type.CreateType().GetMethod("Next")!.CreateDelegate<Func<int, int>>();
            Refused("'Made' was made at run time", () => Assert.Equal([2], pool.Map(next, [1])));
        }
    }

    [Fact]
    public void A_file_that_is_gone_is_named()
    {
        using var folder = new PluginFolder(1);
        IPlugin plugin = new PluginContext(folder).Load();
        Assert.Equal("item 1", plugin.Item.Tell());
        File.Delete(folder.FileIn("Dep.dll"));

        // A copy has the code that was loaded.
        if (HasCopies) Assert.Equal("own 1", NewPool().Apply(plugin.Tell));
        else Refused("'Dep', version 1.0.0.0", () => Assert.Equal("own 1", NewPool().Apply(plugin.Tell)), "Put it back");
    }

    [Theory]
    [InlineData("Plugin.dll", "here version 1.2.0.0", "there version 1.1.0.0")]
    [InlineData("Dep.dll", "here version 2.0.0.0", "there version 1.0.0.0")]
    public void A_file_that_was_replaced_is_named_with_both_versions(string name, string here, string there)
    {
        using var folder = new PluginFolder(1);
        IPlugin plugin = new PluginContext(folder).Load();
        Assert.Equal("item 1", plugin.Item.Tell());
        folder.Replace(name, 2);

        // A copy has the code that was loaded.
        if (HasCopies) Assert.Equal("own 1", NewPool().Apply(plugin.Tell));
        else Refused(here, () => Assert.Equal("own 1", NewPool().Apply(plugin.Tell)), there);
    }

    [Fact]
    public void A_library_of_a_third_context_is_refused()
    {
        using var folder = new PluginFolder(1);
        var third = new AssemblyLoadContext("third");
        third.LoadFromAssemblyPath(folder.FileIn("Dep.dll"));
        var context = new AssemblyLoadContext("second");
        context.Resolving += (_, wanted) => third.LoadFromAssemblyName(wanted);
        var plugin = (IPlugin)Activator.CreateInstance(context.LoadFromAssemblyPath(folder.Main).GetType("Plugin", true)!)!;
        if (HasCopies) Assert.Equal("own 1", NewPool().Apply(plugin.Tell));
        else Refused("'third'", () => Assert.Equal("own 1", NewPool().Apply(plugin.Tell)), "StartMethod.Threading");
    }

    private void Refused(string text, Action call, string remedy = "LoadFromAssemblyPath")
    {
        if (!HasProcesses)
        {
            call();
            return;
        }

        var error = Assert.ThrowsAny<SerializationException>(call);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }
}
