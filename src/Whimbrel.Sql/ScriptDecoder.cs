using System.Text;
using System.Text.Unicode;

namespace Whimbrel.Sql;

/// <summary>From a file's bytes to its text; refuses what PostgreSQL could not take, and names the place.</summary>
internal static class ScriptDecoder
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    internal static string Decode(string path, ReadOnlySpan<byte> bytes)
    {
        var mark = bytes.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        var body = bytes[mark..];
        RefuseOtherEncodings(path, bytes, mark);
        RefuseNul(path, bytes);
        var text = Encoding.UTF8.GetString(body);
        if (text.AsSpan().TrimStart(" \t\n\r\f\v").IsEmpty)
            throw new ScriptException(path, 1, 1, "the file is empty", null, "Write the migration, or remove the file.");
        return text;
    }

    private static void RefuseOtherEncodings(string path, ReadOnlySpan<byte> bytes, int mark)
    {
        if (Utf8.IsValid(bytes[mark..]))
            return;

        var text = new char[bytes.Length];
        _ = Utf8.ToUtf16(bytes[mark..], text, out var read, out _, replaceInvalidSequences: false);
        var offset = mark + read;
        var isUtf16 = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        throw At(path, bytes, offset, $"the file is not UTF-8: byte 0x{bytes[offset]:X2} at offset {offset}",
            isUtf16 ? "The file is UTF-16: save it as UTF-8." : "Save the file as UTF-8.");
    }

    private static void RefuseNul(string path, ReadOnlySpan<byte> bytes)
    {
        var offset = bytes.IndexOf((byte)0);
        if (offset >= 0)
            throw At(path, bytes, offset, $"a NUL byte at offset {offset}", "PostgreSQL's text has no NUL: save the file as UTF-8 text.");
    }

    private static ScriptException At(string path, ReadOnlySpan<byte> bytes, int offset, string problem, string hint)
    {
        var mark = bytes.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        var before = Encoding.UTF8.GetString(bytes[mark..offset]);
        var lineEnd = bytes[offset..].IndexOfAny((byte)'\n', (byte)'\r');
        var rest = Encoding.UTF8.GetString(lineEnd < 0 ? bytes[offset..] : bytes.Slice(offset, lineEnd));
        return new SourceText(path, before + rest).Error(before.Length, problem, hint);
    }
}
