using System.Globalization;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;
using Mpire.Serialization;
using Mpire.Workers;

namespace Mpire.Forking;

/// <summary>Reads a pool's setup into the server and brings its memory to rest, so that workers can share it without writing to it.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class ServerSetup
{
    private const int InheritAgain = 11;

    /// <summary>Reads it in place, out of memory that the program has written. The old setup is let go first.</summary>
    public static void Read(int memory, long length)
    {
        InheritedSetup.Current = null;
        var mapped = Math.Max(length, 1);
        var data = Mmap.Map(memory, 0, mapped);
        using var reader = new PayloadReader();
        reader.Reset(data, length);
        InheritedSetup.Current = InheritedSetup.Read(reader);
        Mmap.Unmap(data, mapped);
        Descriptor.Close(memory);
    }

    /// <summary>Moves everything that lives to where a worker's collector looks last.</summary>
    public static void Settle()
    {
        _ = Bystanders.Find();

        // Once leaves what was young in the middle generation, which a worker's first collections would copy; twice leaves nothing.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        KeepMappedFiles();
    }

    /// <summary>As <see cref="Settle"/>, of a program's own heap, which may be of any size: what is young is moved to where a worker's collector looks
    /// last, the rest is left where it is.</summary>
    public static void SettleQuickly()
    {
        GC.Collect(1, GCCollectionMode.Forced, blocking: true, compacting: false);
        GC.Collect(1, GCCollectionMode.Forced, blocking: true, compacting: false);
        KeepMappedFiles();
    }

    // The framework asks the kernel to keep views of files from children. A worker would read zeros there, or crash: symbol files are such views too.
    // Which they are, only a much slower list tells (smaps, which counts the pages of all memory); to ask it of the others changes nothing.
    private static void KeepMappedFiles()
    {
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            if (line.Contains('/', StringComparison.Ordinal)) Keep(line);
        }
    }

    private static void Keep(ReadOnlySpan<char> line)
    {
        var range = line[..line.IndexOf(' ')];
        var dash = range.IndexOf('-');
        var from = nint.Parse(range[..dash], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var to = nint.Parse(range[(dash + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        _ = RawCalls.Advise(from, to - from, InheritAgain);
    }
}
