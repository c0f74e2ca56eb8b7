using System.Text;

namespace Mpire.Serialization;

/// <summary>Encodings of the framework: by code page, with what they do about what they cannot encode or decode.</summary>
internal static class EncodingCodec
{
    [Flags]
    private enum Form : byte
    {
        None,
        Mark = 1,
        Strict = 2,
        OwnFallbacks = 4,
        Changeable = 8,
    }

    public static AtomCodec Make(Type type) => new(type, static (w, v) => Write(w, (Encoding)v), static r => Read(r));

    private static void Write(GraphWriter writer, Encoding encoding)
    {
        Form form = encoding.Preamble.Length > 0 ? Form.Mark : Form.None;
        if (encoding.DecoderFallback is DecoderExceptionFallback && encoding.EncoderFallback is EncoderExceptionFallback)
        {
            form |= Form.Strict;
        }

        Encoding made = Named(encoding.CodePage, form);
        if (!encoding.EncoderFallback.Equals(made.EncoderFallback) || !encoding.DecoderFallback.Equals(made.DecoderFallback))
        {
            form |= Form.OwnFallbacks;
        }

        if (!encoding.IsReadOnly && made.IsReadOnly)
        {
            form |= Form.Changeable;
        }

        writer.Out.WriteInt32(encoding.CodePage);
        writer.Out.WriteByte((byte)form);
        if (form.HasFlag(Form.OwnFallbacks))
        {
            Items<EncoderFallback>.Write(writer, encoding.EncoderFallback);
            Items<DecoderFallback>.Write(writer, encoding.DecoderFallback);
        }
    }

    private static Encoding Read(GraphReader reader)
    {
        int page = reader.In.ReadInt32();
        var form = (Form)reader.In.ReadByte();
        Encoding encoding = Named(page, form);
        if ((form & (Form.OwnFallbacks | Form.Changeable)) != 0)
        {
            encoding = (Encoding)encoding.Clone();
        }

        if (form.HasFlag(Form.OwnFallbacks))
        {
            encoding.EncoderFallback = Items<EncoderFallback>.Read(reader);
            encoding.DecoderFallback = Items<DecoderFallback>.Read(reader);
        }

        return encoding;
    }

    private static Encoding Named(int page, Form form)
    {
        bool mark = form.HasFlag(Form.Mark);
        bool strict = form.HasFlag(Form.Strict);
        return page switch
        {
            65001 => mark && !strict ? Encoding.UTF8 : new UTF8Encoding(mark, strict),
            1200 or 1201 => mark && !strict ? (page == 1200 ? Encoding.Unicode : Encoding.BigEndianUnicode) : new UnicodeEncoding(page == 1201, mark, strict),
            12000 or 12001 => new UTF32Encoding(page == 12001, mark, strict),
            _ => Encoding.GetEncodings().Any(known => known.CodePage == page)
                ? Encoding.GetEncoding(page)
                : CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.GetEncoding(page),
        };
    }
}
