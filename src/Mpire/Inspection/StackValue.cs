using System.Reflection;

namespace Mpire.Inspection;

/// <summary>What is known of a value on the stack of a method that is looked through.</summary>
internal readonly struct StackValue
{
    private readonly int _constant;

    public StackValue(Of kind, MemberInfo? member = null) => (Kind, Member) = (kind, member);

    /// <summary>Makes a number that stands in the code; nothing is the one before -1.</summary>
    public StackValue(int constant) => (Kind, _constant) = (Of.Constant, constant);

    /// <summary>What a value may be.</summary>
    public enum Of : byte
    {
        /// <summary>Nothing that matters.</summary>
        Any,

        /// <summary>A closure, or the address of one that is a struct.</summary>
        Closure,

        /// <summary>The address of a captured variable, or of something inside it.</summary>
        Address,

        /// <summary>A pointer to a method, for a delegate.</summary>
        Method,

        /// <summary>A number that stands in the code.</summary>
        Constant,
    }

    /// <summary>What it is.</summary>
    public Of Kind { get; }

    /// <summary>The captured variable whose address it is, or the method it points to.</summary>
    public MemberInfo? Member { get; }

    /// <summary>Whether the same is known of both.</summary>
    public bool IsSame(StackValue other) => Kind == other.Kind && Member == other.Member && _constant == other._constant;

    /// <summary>What is known where two ways through the code meet.</summary>
    public StackValue Or(StackValue other) =>
        IsSame(other) ? this : Kind == Of.Closure || other.Kind == Of.Closure ? new StackValue(Of.Closure) : default;
}
