using System.Linq.Expressions;

namespace Mpire.Tests.Serialization;

/// <summary>Functions of all shapes that share their captured variables with another lambda, which uses what cannot travel.</summary>
internal sealed class ClosureShapes
{
    private readonly int _field = 1000;

    public ClosureShapes()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        InConstructor = x => x + read;
        GC.KeepAlive(other);
    }

    public static Dictionary<string, Func<Func<int, int>>> All { get; } = new()
    {
        ["an expression"] = Expression,
        ["statements"] = Statements,
        ["an asynchronous lambda"] = Asynchronous,
        ["an iterator that is a local function"] = Iterator,
        ["an asynchronous iterator that is a local function"] = AsynchronousIterator,
        ["a lambda in a lambda in a lambda"] = Nested,
        ["a lambda with a closure of its own"] = OwnClosure,
        ["a generic method"] = () => Generic<int, string>(5, "unread"),
        ["a generic local function"] = GenericLocal,
        ["a local function that is called with its variables on the stack"] = StructClosure,
        ["a local function"] = Local,
        ["a generic class"] = () => new Holder<int>(5).Make(),
        ["a constructor"] = () => new ClosureShapes().InConstructor,
        ["a loop"] = Loop,
        ["blocks in blocks"] = Blocks,
        ["an object's own method"] = () => new ClosureShapes().WithThis(),
        ["recursion through a variable"] = Recursive,
        ["two that call each other"] = Mutual,
        ["a delegate in a variable"] = ThroughDelegate,
        ["a delegate in a list"] = ThroughList,
        ["conditions, loops, switches and handlers"] = Branches,
        ["a variable by reference"] = ByReference,
        ["a struct's members"] = StructMembers,
        ["a lambda that is made once"] = Cached,
        ["a method of an interface"] = Interfaces,
        ["a query"] = Query,
        ["a local function with an asynchronous state on the stack"] = AsyncStructClosure,
        ["more variables than usual"] = Many,
        ["an iterator's lambda"] = () => FromIterator().Single(),
        ["a null check"] = NullCheck,
        ["stack allocation and spans"] = Spans,
        ["locks and usings"] = Locks,
        ["patterns"] = Patterns,
        ["tuples and deconstruction"] = Tuples,
        ["interpolation"] = Interpolation,
        ["dynamic"] = Dynamic,
    };

    private Func<int, int> InConstructor { get; }

    /// <summary>An expression tree names its variables in another way, so all is sent.</summary>
    public static Func<int, int> Tree()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x =>
        {
            Expression<Func<int, int>> tree = y => y + read;
            return tree.Compile()(x);
        };
    }

    private static void Use(object unread, int read) => GC.KeepAlive((unread, read));

    private static Func<int, int> Expression()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x => x + read;
    }

    private static Func<int, int> Statements()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x =>
        {
            int sum = x;
            for (int i = 0; i < read; i++) sum++;
            return sum;
        };
    }

    private static Func<int, int> Asynchronous()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        Func<int, Task<int>> task = async x =>
        {
            await Task.Yield();
            return x + read;
        };
        return x => task(x).GetAwaiter().GetResult();
    }

    private static Func<int, int> Iterator()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x => Numbers(x).Sum();

        IEnumerable<int> Numbers(int x)
        {
            yield return x;
            yield return read;
        }
    }

    private static Func<int, int> AsynchronousIterator()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x => Sum(x).GetAwaiter().GetResult();

        async Task<int> Sum(int x)
        {
            int sum = 0;
            await foreach (int number in Numbers(x).ConfigureAwait(false)) sum += number;
            return sum;
        }

        async IAsyncEnumerable<int> Numbers(int x)
        {
            await Task.Yield();
            yield return x;
            yield return read;
        }
    }

    private static Func<int, int> Nested()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x => new[] { x }.Select(y => new[] { y }.Select(z => z + y - y + read).Single()).Single();
    }

    private static Func<int, int> OwnClosure()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x =>
        {
            int own = 0;
            Action<int> add = y => own += y + read - 5;
            add(x);
            add(read);
            return own;
        };
    }

    private static Func<int, int> Generic<T, TOther>(T read, TOther text)
    {
        using var unread = new CancellationTokenSource();
        Action other = () => GC.KeepAlive((unread, read, text));
        GC.KeepAlive(other);
        return x => x + (int)(object)read! + Same(0);

        TSome Same<TSome>(TSome some) => read is null ? default! : some;
    }

    private static Func<int, int> GenericLocal()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x => x + Add<int>();

        int Add<T>()
        {
            Func<T?, int> inner = _ => read;
            return inner(default);
        }
    }

    private static Func<int, int> StructClosure()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x =>
        {
            int own = x;
            Add();
            return own;

            void Add() => own += read;
        };
    }

    private static Func<int, int> AsyncStructClosure()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x =>
        {
            int own = x;
            return Add().GetAwaiter().GetResult();

            async Task<int> Add()
            {
                await Task.Yield();
                own += read;
                await Task.Yield();
                return own;
            }
        };
    }

    private static Func<int, int> Local()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return Add;

        int Add(int x) => x == 0 ? read : 1 + Add(x - 1);
    }

    private static Func<int, int> Loop()
    {
        var all = new List<Func<int, int>>();
        foreach (int read in new[] { 1, 5, 9 })
        {
            using var unread = new CancellationTokenSource();
            Action other = () => Use(unread, read);
            GC.KeepAlive(other);
            all.Add(x => x + read);
        }

        return all[1];
    }

    private static Func<int, int> Blocks()
    {
        int first = 2;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, first);
        foreach (int i in new[] { 0 })
        {
            int second = 2 + i;
            using var unreadToo = new CancellationTokenSource();
            Action another = () => Use(unreadToo, first + second);
            {
                int third = 1;
                GC.KeepAlive((other, another));
                return x => x + first + second + third;
            }
        }

        throw new InvalidOperationException();
    }

    private static Func<int, int> Recursive()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        Func<int, int> add = null!;
        add = x => x == 0 ? read : 1 + add(x - 1);
        return add;
    }

    private static Func<int, int> Mutual()
    {
        int read = 5;
        int more = 0;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        Func<int, int> even = null!;
        Func<int, int> odd = null!;
        even = x => x == 0 ? read : 1 + odd(x - 1);
        odd = x => x == 0 ? read + more : 1 + even(x - 1);
        return even;
    }

    private static Func<int, int> ThroughDelegate()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        Func<int, int> inner = x => x + read;
        object hidden = inner;
        return x => ((Func<int, int>)hidden)(x);
    }

    private static Func<int, int> ThroughList()
    {
        int read = 4;
        int first = 1;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        var all = new List<object> { (Func<int, int>)(x => x + read) };
        return x => first + ((Func<int, int>)all[0])(x);
    }

    private static Func<int, int> Branches()
    {
        int read = 5;
        int? some = 5;
        string text = "five";
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x =>
        {
            int result = 0;
            try
            {
                switch (text)
                {
                    case "four": return -1;
                    case "five" when some is { } five: result = five > 4 && read > 4 ? read : five; break;
                    case "six" or "seven" or "eight" or "nine" or "ten" or "eleven" or "twelve": return -2;
                    default: return -3;
                }

                if (x < 0) throw new ArgumentException("below");
                do result += x > 0 ? 1 : 0;
                while (--x > 0);
                return Twice(x > 100 ? read : 0, some ?? 0) - 5 + result;
            }
            catch (ArgumentException e) when (e.Message.Length > read)
            {
                return -4;
            }
            finally
            {
                result += read;
            }
        };

        int Twice(int a, int b) => a + b + read - read;
    }

    private static Func<int, int> ByReference()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x => x + Volatile.Read(ref read) + Length(in read) - 1;

        static int Length(in int value) => value.ToString(null, null).Length;
    }

    private static Func<int, int> StructMembers()
    {
        var read = (Five: new KeyValuePair<int, string>(5, "five"), Other: 0);
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read.Five.Key);
        GC.KeepAlive(other);
        return x => x + read.Five.Key + read.Other;
    }

    private static Func<int, int> Cached()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        Func<int, int> task = x =>
        {
            int sum = 0;
            for (int i = 0; i < 2; i++) sum += new[] { x }.Select(y => y + read).Single();
            return sum - x - read;
        };
        task(1);
        return task;
    }

    private static Func<int, int> Interfaces()
    {
        IReadOnlyList<int> read = [5];
        using var unread = new CancellationTokenSource();
        Action other = () => GC.KeepAlive((unread, read));
        GC.KeepAlive(other);
        return x => x + read[0];
    }

    private static Func<int, int> Query()
    {
        int read = 5;
        int[] array = [1, 2, 3];
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x => (from a in array let b = a + read where b > read + 2 from c in array orderby c select b - 8 + x + read).First();
    }

    private static Func<int, int> Many()
    {
        int a = 1, b = 1, c = 1, d = 1, e = 1, f = 1, g = 1, h = 1, i = 1, j = 1;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, a + b + c + d + e + f + g + h + i + j);
        GC.KeepAlive(other);
        return x => x + a + c + e + g + i;
    }

    private static IEnumerable<Func<int, int>> FromIterator()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        yield return x => x + read;
    }

    private static Func<int, int> NullCheck()
    {
        string? read = "12345";
        object? missing = null;
        using var unread = new CancellationTokenSource();
        Action other = () => GC.KeepAlive((unread, read));
        GC.KeepAlive(other);
        return x => x + (missing is null ? read?.Length ?? 0 : -1);
    }

    private static Func<int, int> Spans()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x =>
        {
            Span<int> numbers = stackalloc int[read];
            ReadOnlySpan<int> fixedOnes = [1, 2, 3];
            numbers.Fill(1);
            int sum = 0;
            foreach (ref int number in numbers) sum += number;
            return sum + x + fixedOnes[0] - 1;
        };
    }

    private static Func<int, int> Locks()
    {
        int read = 5;
        object gate = "a text that is the same for all who ask, and long enough to be sent but once, as texts are";
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x =>
        {
            lock (gate)
            {
                using var stream = new MemoryStream();
                stream.SetLength(read);
                return x + (int)stream.Length;
            }
        };
    }

    private static Func<int, int> Patterns()
    {
        object read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => GC.KeepAlive((unread, read));
        GC.KeepAlive(other);
        return x => x + read switch { string => 0, int and > 4 => (int)read, _ => -1 };
    }

    private static Func<int, int> Tuples()
    {
        (int A, string B) read = (5, "b");
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read.A);
        GC.KeepAlive(other);
        return x =>
        {
            (int a, string b) = read;
            return x + a + b.Length - 1;
        };
    }

    private static Func<int, int> Interpolation()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x => x + $"{read,4}{x:d}".Length - x.ToString("d", null).Length + 1;
    }

    private static Func<int, int> Dynamic()
    {
        dynamic read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => GC.KeepAlive((unread, read));
        GC.KeepAlive(other);
        return x => (int)(x + read);
    }

    private Func<int, int> WithThis()
    {
        int read = 5;
        using var unread = new CancellationTokenSource();
        Action other = () => Use(unread, read);
        GC.KeepAlive(other);
        return x => x + read + _field - 1000;
    }

    private sealed class Holder<T>(T value)
    {
        public Func<int, int> Make()
        {
            T read = value;
            using var unread = new CancellationTokenSource();
            Action other = () => GC.KeepAlive((unread, read, this));
            GC.KeepAlive(other);
            return x => x + Get(read);
        }

        private static int Get<TValue>(TValue any) => (int)(object)any!;
    }
}
