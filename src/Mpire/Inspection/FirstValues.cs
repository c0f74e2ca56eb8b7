using System.Reflection;
using System.Runtime.CompilerServices;

namespace Mpire.Inspection;

/// <summary>What a type's static fields hold before the program sets them, where that is plain to see: nothing, or a constant that the type's initializer stores.</summary>
internal static class FirstValues
{
    /// <summary>Whether a field is certain to hold something else in this process than in one that has just begun.</summary>
    public static bool IsChanged(FieldInfo field)
    {
        try
        {
            if (field.DeclaringType?.TypeInitializer is not { } initializer) return !IsDefault(field.GetValue(null), field.FieldType);
            return TryFind(initializer, field, out object? first) && !IsSame(field.GetValue(null), first, field.FieldType);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A value that cannot be had is not known to be another.
            return false;
        }
    }

    // An initializer that does anything but storing must not be run by looking at a field, so it says nothing.
    private static bool TryFind(ConstructorInfo initializer, FieldInfo field, out object? first)
    {
        first = null;
        bool isKnown = true;
        if (initializer.GetMethodBody()?.GetILAsByteArray() is not { } code) return false;
        (bool Is, object? Value) constant = default;
        for (int at = 0; at < code.Length;)
        {
            var it = Instruction.At(code, at);
            at = it.Next;
            switch (it.Code)
            {
                case 0x14: constant = (true, null); continue; // ldnull
                case >= 0x15 and <= 0x1E: constant = (true, (long)(it.Code - 0x16)); continue; // ldc.i4.m1 to 8
                case 0x1F: constant = (true, (long)(sbyte)it.Operand); continue; // ldc.i4.s
                case 0x20: constant = (true, (long)it.Operand); continue; // ldc.i4
                case 0x72: constant = (true, initializer.Module.ResolveString(it.Operand)); continue; // ldstr
                case 0x6A: continue; // conv.i8, of a constant
                case 0x80: // stsfld
                    if (initializer.Module.ResolveField(it.Operand)?.MetadataToken == field.MetadataToken) (isKnown, first) = constant;
                    break;
                case 0x00 or 0x2A or (>= 0x21 and <= 0x23): break; // nop, ret, other constants
                case 0x73 when initializer.Module.ResolveMethod(it.Operand)?.Module == typeof(object).Module: break; // newobj, of a collection for example
                default: return false;
            }

            constant = default;
        }

        return isKnown;
    }

    private static bool IsSame(object? value, object? first, Type type) =>
        first switch
        {
            null => IsDefault(value, type),
            string text => text.Equals(value as string, StringComparison.Ordinal),
            long number when value is bool truth => truth == (number != 0),
            long number when value is char letter => letter == number,
            long number when value is Enum or int or long or short or byte or sbyte or ushort or uint => Convert.ToInt64(value, null) == number,
            _ => true,
        };

    private static bool IsDefault(object? value, Type type) =>
        value is null || (type.IsValueType && Nullable.GetUnderlyingType(type) is null && value.Equals(RuntimeHelpers.GetUninitializedObject(type)));
}
