using System.Globalization;
using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>Cultures and their formats: by name, and what the program changed in them.</summary>
internal static class CultureCodecs
{
    private enum Form : byte
    {
        ByName,
        Invariant,
        Changed,
        ChangedReadOnly,
    }

    /// <summary>Of cultures.</summary>
    public static AtomCodec Culture(Type type) => new(type, static (w, v) => Write(w, (CultureInfo)v), static r => Read(r));

    /// <summary>Of the formats of dates.</summary>
    public static AtomCodec Dates(Type type) => new(
        type,
        static (w, v) =>
        {
            var dates = (DateTimeFormatInfo)v;
            Form form = ReferenceEquals(dates, DateTimeFormatInfo.InvariantInfo) ? Form.Invariant : dates.IsReadOnly ? Form.ChangedReadOnly : Form.Changed;
            w.Out.WriteByte((byte)form);
            if (form != Form.Invariant)
            {
                string name = CultureName(dates);
                w.Out.WriteString(name);
                DateFormats.WriteChanges(w, dates, new CultureInfo(name, useUserOverride: false).DateTimeFormat);
            }
        },
        static r =>
        {
            var form = (Form)r.In.ReadByte();
            if (form == Form.Invariant)
            {
                return DateTimeFormatInfo.InvariantInfo;
            }

            DateTimeFormatInfo dates = Named(r.In.ReadString(), useUserOverride: false).DateTimeFormat;
            DateFormats.ReadChanges(r, dates);
            return form == Form.ChangedReadOnly ? DateTimeFormatInfo.ReadOnly(dates) : dates;
        });

    private static void Write(GraphWriter writer, CultureInfo culture)
    {
        // The name leaves out a sort order of its own.
        string name = culture.CompareInfo.Name;
        Form form = ReferenceEquals(culture, CultureInfo.InvariantCulture) ? Form.Invariant
            : ReferenceEquals(culture, CultureInfo.GetCultureInfo(name)) ? Form.ByName
            : culture.IsReadOnly ? Form.ChangedReadOnly : Form.Changed;
        writer.Out.WriteByte((byte)form);
        if (form == Form.Invariant)
        {
            return;
        }

        writer.Out.WriteString(name);
        if (form == Form.ByName)
        {
            return;
        }

        writer.Out.WriteByte(culture.UseUserOverride ? (byte)1 : (byte)0);
        Items<NumberFormatInfo>.Write(writer, culture.NumberFormat);
        DateFormats.WriteChanges(writer, culture.DateTimeFormat, new CultureInfo(name, culture.UseUserOverride).DateTimeFormat);
        writer.WriteString(culture.TextInfo.ListSeparator);
    }

    private static CultureInfo Read(GraphReader reader)
    {
        var form = (Form)reader.In.ReadByte();
        if (form == Form.Invariant)
        {
            return CultureInfo.InvariantCulture;
        }

        string? name = reader.In.ReadString();
        if (form == Form.ByName)
        {
            return CultureInfo.GetCultureInfo(name ?? "");
        }

        CultureInfo culture = Named(name, reader.ReadFlag());
        culture.NumberFormat = Items<NumberFormatInfo>.Read(reader);
        DateFormats.ReadChanges(reader, culture.DateTimeFormat);
        string separator = reader.ReadString() ?? "";
        if (culture.TextInfo.ListSeparator != separator)
        {
            culture.TextInfo.ListSeparator = separator;
        }

        return form == Form.ChangedReadOnly ? CultureInfo.ReadOnly(culture) : culture;
    }

    private static CultureInfo Named(string? name, bool useUserOverride) => new(name ?? "", useUserOverride);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_CultureName")]
    private static extern string CultureName(DateTimeFormatInfo dates);
}
