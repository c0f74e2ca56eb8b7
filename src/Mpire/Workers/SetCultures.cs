using System.Globalization;
using System.Runtime.CompilerServices;

namespace Mpire.Workers;

/// <summary>Whether somebody has set a culture in this process. To ask for the current one would load the tables of all cultures, for milliseconds, in
/// programs that have no other use for them; so the runtime's own fields are looked at.</summary>
internal static class SetCultures
{
    private static bool _isAny;

    /// <summary>Whether a culture was set in this process, now or earlier.</summary>
    public static bool IsAny => _isAny || (_isAny = Look());

#pragma warning disable RS0030 // It is the caller's, carried to a process that is a worker's alone.
    /// <summary>The cultures of threads that have none of their own.</summary>
    public static (CultureInfo? Culture, CultureInfo? UICulture) OfThreads
    {
        get => (CultureInfo.DefaultThreadCurrentCulture, CultureInfo.DefaultThreadCurrentUICulture);
        set => (CultureInfo.DefaultThreadCurrentCulture, CultureInfo.DefaultThreadCurrentUICulture) = value;
    }
#pragma warning restore RS0030

    /// <summary>The culture, unless it is the environment's.</summary>
    public static CultureInfo? UnlessDefault(CultureInfo culture) => ReferenceEquals(culture, Default()) ? null : culture;

    /// <summary>The culture for texts, unless it is the environment's.</summary>
    public static CultureInfo? UnlessDefaultForTexts(CultureInfo culture) => ReferenceEquals(culture, DefaultForTexts()) ? null : culture;

    private static bool Look()
    {
        if (OfThreads != default) return true;
        try
        {
            return SetCulture(null) is not null || SetCultureForTexts(null) is not null;
        }
        catch (MissingFieldException)
        {
            // A runtime that keeps them elsewhere: then what is current is sent, always.
            return true;
        }
    }

    private static CultureInfo? Default()
    {
        try
        {
            return DefaultCulture(null);
        }
        catch (MissingFieldException)
        {
            return null;
        }
    }

    private static CultureInfo? DefaultForTexts()
    {
        try
        {
            return DefaultCultureForTexts(null);
        }
        catch (MissingFieldException)
        {
            return null;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_asyncLocalCurrentCulture")]
    private static extern ref AsyncLocal<CultureInfo>? SetCulture(CultureInfo? type);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_asyncLocalCurrentUICulture")]
    private static extern ref AsyncLocal<CultureInfo>? SetCultureForTexts(CultureInfo? type);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_userDefaultCulture")]
    private static extern ref CultureInfo? DefaultCulture(CultureInfo? type);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_userDefaultUICulture")]
    private static extern ref CultureInfo? DefaultCultureForTexts(CultureInfo? type);
}
