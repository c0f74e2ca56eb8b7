namespace Mpire.Serialization;

/// <summary>How a place declared with some type is laid out.</summary>
internal enum PlaceKind : byte
{
    /// <summary>Memory that means the same in every process.</summary>
    Raw,

    /// <summary>A string.</summary>
    String,

    /// <summary>A reference to an object, perhaps of a derived type.</summary>
    Reference,

    /// <summary>A struct that holds references: its fields.</summary>
    Struct,

    /// <summary>A struct with a codec of its own, written as if boxed.</summary>
    SpecialStruct,

    /// <summary>A nullable struct: a byte and, if there is one, the value.</summary>
    Nullable,

    /// <summary>A pointer-sized number or pointer: only zero may travel.</summary>
    Native,
}
