namespace Mpire.Serialization;

/// <summary>The two low bits of a string's head; the others count its UTF-16 units. A head of zero is <see langword="null"/>.</summary>
internal static class StringForm
{
    public const uint Ascii = 1;
    public const uint Utf16 = 2;

    /// <summary>A long string met before in the same graph; the other bits are its number. Only inside graphs.</summary>
    public const uint Earlier = 3;
}
