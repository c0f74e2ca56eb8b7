using System.Buffers.Binary;

namespace Mpire.Inspection;

/// <summary>One instruction of a method's code.</summary>
internal readonly struct Instruction(int code, int pops, int pushes, int operand, int next, bool isBranch)
{
    /// <summary>Stands for a number that the instruction alone does not tell.</summary>
    public const int Varies = 15;

    // Per code: what follows it, how many values it takes, how many it leaves. What follows: nothing, so many bytes, a short or long branch, a switch, a token.
    private static ReadOnlySpan<byte> Short =>
        """
        000 000 001 001 001 001 001 001 001 001 010 010 010 010 101 101
        110 101 101 110 001 001 001 001 001 001 001 001 001 001 001 101
        401 801 401 801 ??? 012 010 T00 Tff Tff 0f0 b00 b10 b10 b20 b20
        b20 b20 b20 b20 b20 b20 b20 b20 B00 B10 B10 B20 B20 B20 B20 B20
        B20 B20 B20 B20 B20 S10 011 011 011 011 011 011 011 011 011 011
        011 020 020 020 020 020 020 020 021 021 021 021 021 021 021 021
        021 021 021 021 021 011 011 011 011 011 011 011 011 011 011 Tff
        T20 T11 T01 Tf1 T11 T11 011 ??? ??? T11 010 T11 T11 T20 T01 T01
        T10 T20 011 011 011 011 011 011 011 011 011 011 T11 T11 011 T21
        021 021 021 021 021 021 021 021 021 021 021 030 030 030 030 030
        030 030 030 T21 T30 T11 ??? ??? ??? ??? ??? ??? ??? ??? ??? ???
        ??? ??? ??? 011 011 011 011 011 011 011 011 ??? ??? ??? ??? ???
        ??? ??? T11 011 ??? ??? T11 ??? ??? ??? ??? ??? ??? ??? ??? ???
        T01 011 011 011 011 011 021 021 021 021 021 021 000 B00 b00 020
        011 ??? ??? ??? ??? ??? ??? ??? ??? ??? ??? ??? ??? ??? ??? ???
        ??? ??? ??? ??? ??? ??? ??? ??? ??? ??? ??? ??? ??? ??? ??? ???
        """u8;

    private static ReadOnlySpan<byte> Long =>
        """
        001 021 021 021 021 021 T01 T11 ??? 201 201 210 201 201 210 011
        ??? 010 100 000 000 T10 T00 030 030 ??? 000 ??? T01 011 000 ???
        """u8;

    /// <summary>Its number; those of two bytes begin with 0xFE.</summary>
    public int Code { get; } = code;

    /// <summary>How many values it takes from the stack; <see cref="Varies"/> if that depends on what it names.</summary>
    public int Pops { get; } = pops;

    /// <summary>How many values it leaves there; <see cref="Varies"/> likewise.</summary>
    public int Pushes { get; } = pushes;

    /// <summary>The token, number or place that follows.</summary>
    public int Operand { get; } = operand;

    /// <summary>Where the next one begins.</summary>
    public int Next { get; } = next;

    /// <summary>Whether <see cref="Operand"/> is where the code may go on.</summary>
    public bool IsBranch { get; } = isBranch;

    /// <summary>Reads the instruction at a place.</summary>
    /// <exception cref="NotUnderstoodException">There is none.</exception>
    public static Instruction At(ReadOnlySpan<byte> code, int at)
    {
        int number = code[at++];
        ReadOnlySpan<byte> form;
        if (number == 0xFE)
        {
            form = FormOf(Long, code[at]);
            number = 0xFE00 | code[at++];
        }
        else
        {
            form = FormOf(Short, number);
        }

        ReadOnlySpan<byte> rest = code[at..];
        (int operand, int size) = form[0] switch
        {
            (byte)'0' => (0, 0),
            (byte)'1' => (rest[0], 1),
            (byte)'2' => (BinaryPrimitives.ReadUInt16LittleEndian(rest), 2),
            (byte)'4' or (byte)'T' => (BinaryPrimitives.ReadInt32LittleEndian(rest), 4),
            (byte)'8' => (0, 8),
            (byte)'b' => (at + 1 + (sbyte)rest[0], 1),
            (byte)'B' => (at + 4 + BinaryPrimitives.ReadInt32LittleEndian(rest), 4),
            (byte)'S' => (BinaryPrimitives.ReadInt32LittleEndian(rest), 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(rest))),
            _ => throw new NotUnderstoodException(),
        };
        return new Instruction(number, Count(form[1]), Count(form[2]), operand, at + size, form[0] is (byte)'b' or (byte)'B');
    }

    private static ReadOnlySpan<byte> FormOf(ReadOnlySpan<byte> forms, int number) =>
        4 * number < forms.Length ? forms.Slice(4 * number, 3) : throw new NotUnderstoodException();

    private static int Count(byte digit) => digit == (byte)'f' ? Varies : digit - '0';
}
