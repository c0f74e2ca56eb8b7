using System.Runtime.InteropServices;

namespace Mpire.Protocol;

/// <summary>First bytes of a <see cref="MessageKind.Run"/> payload; the items follow.</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct RunPrefix
{
    /// <summary>Bytes; a multiple of 8, so that raw items lie aligned.</summary>
    public const int Size = 8;

    /// <summary>Which function, see <see cref="MessageKind.Define"/>.</summary>
    public int Function;

    /// <summary>How many items.</summary>
    public int Count;
}

/// <summary>First bytes of a <see cref="MessageKind.Results"/> payload; the results follow.</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct ResultsPrefix
{
    /// <summary>Bytes; a multiple of 8, so that raw results lie aligned.</summary>
    public const int Size = 16;

    /// <summary>How long the chunk has run up to here, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long Ticks;

    /// <summary>Which of the chunk's results is the first here.</summary>
    public int From;

    /// <summary>How many.</summary>
    public int Count;
}
