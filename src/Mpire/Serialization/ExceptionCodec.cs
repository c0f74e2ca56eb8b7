namespace Mpire.Serialization;
internal static class ExceptionCodec
{
    public static void Write(PayloadCodec codec, PayloadWriter writer, Exception error) { writer.WriteString(error.ToString()); _ = codec; }
    public static Exception Read(PayloadCodec codec, PayloadReader reader) { _ = codec; return new MpireException(reader.ReadString() ?? ""); }
}
