using System.Globalization;
using System.Reflection;

namespace Mpire.Serialization;

/// <summary>What a program changed in the format of dates of a culture.</summary>
internal static class DateFormats
{
    private const byte End = 255;
    private const string ListedPatterns = "dDtTy";

    // Those that change others come first.
    private static readonly PropertyInfo[] Properties =
    [
        .. typeof(DateTimeFormatInfo).GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(static property => property.CanWrite && property.Name != nameof(DateTimeFormatInfo.Calendar))
            .OrderBy(static property => property.Name, StringComparer.Ordinal),
    ];

    public static void WriteChanges(GraphWriter writer, DateTimeFormatInfo dates, DateTimeFormatInfo before)
    {
        bool isOther = !IsSame(dates.Calendar, before.Calendar);
        Items<Calendar?>.Write(writer, isOther ? dates.Calendar : null);
        if (isOther)
        {
            before.Calendar = (Calendar)dates.Calendar.Clone();
        }

        for (int i = 0; i < ListedPatterns.Length; i++)
        {
            string[] patterns = dates.GetAllDateTimePatterns(ListedPatterns[i]);
            if (!patterns.AsSpan().SequenceEqual(before.GetAllDateTimePatterns(ListedPatterns[i])))
            {
                writer.Out.WriteByte((byte)i);
                Items<string[]>.Write(writer, patterns);
                before.SetAllDateTimePatterns(patterns, ListedPatterns[i]);
            }
        }

        for (int i = 0; i < Properties.Length; i++)
        {
            object? value = Properties[i].GetValue(dates);
            object? was = Properties[i].GetValue(before);
            if (value is string[] texts ? !texts.AsSpan().SequenceEqual((string[]?)was) : !Equals(value, was))
            {
                writer.Out.WriteByte((byte)(ListedPatterns.Length + i));
                Items<object?>.Write(writer, value);
            }
        }

        writer.Out.WriteByte(End);
    }

    public static void ReadChanges(GraphReader reader, DateTimeFormatInfo dates)
    {
        if (Items<Calendar?>.Read(reader) is { } calendar)
        {
            dates.Calendar = calendar;
        }

        for (byte which = reader.In.ReadByte(); which != End; which = reader.In.ReadByte())
        {
            if (which < ListedPatterns.Length)
            {
                dates.SetAllDateTimePatterns(Items<string[]>.Read(reader), ListedPatterns[which]);
            }
            else if (which - ListedPatterns.Length < Properties.Length)
            {
                Properties[which - ListedPatterns.Length].SetValue(dates, Items<object?>.Read(reader));
            }
            else
            {
                PayloadReader.ThrowDamaged("a format of dates has a part that there is not");
            }
        }
    }

    private static bool IsSame(Calendar a, Calendar b) =>
        a.GetType() == b.GetType() && a.TwoDigitYearMax == b.TwoDigitYearMax
        && (a as GregorianCalendar)?.CalendarType == (b as GregorianCalendar)?.CalendarType
        && (a as HijriCalendar)?.HijriAdjustment == (b as HijriCalendar)?.HijriAdjustment;
}
