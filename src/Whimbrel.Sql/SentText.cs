using System.Text;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql;

/// <summary>
/// What psql sends as one query, and where it stands: from a character of it to a line that people can find.
/// psql leaves out empty lines and puts in the values of variables, so the file is looked at once more to tell the place.
/// </summary>
internal sealed class SentText(string text, Place start, long end, Func<string, Stream> open)
{
    /// <summary>An error shows one line; a statement is read again only as far as that needs.</summary>
    private const int LongestRead = 64 << 20;

    /// <summary>Before and behind the statement, for the whole of its first and last line.</summary>
    private const int LongestLead = 4096;

    internal string Text { get; } = text;

    internal Place Start { get; } = start;

    internal ScriptException Error(int offset, string problem, string? hint = null)
    {
        var (line, column, source) = PlaceOf(offset);
        return new ScriptException(Start.Path, line, column, problem, source, hint);
    }

    /// <summary>The line, the column and the text of that line, for a character of the text.</summary>
    internal (int Line, int Column, string Source) PlaceOf(int offset)
    {
        var (before, file) = Read();
        var at = Align(file, offset);
        var line = Start.Line + file.AsSpan(0, at).Count('\n');
        var source = before + file;
        at += before.Length;
        var lineStart = at == 0 ? 0 : source.LastIndexOf('\n', at - 1) + 1;
        var rest = source.AsSpan(at).IndexOfAny('\n', '\r');
        return (line, at - lineStart + 1, source[lineStart..(rest < 0 ? source.Length : at + rest)].TrimStart('\uFEFF'));
    }

    /// <summary>Each character of the text is looked for in the file; what the file has beside it is passed over.</summary>
    private int Align(string file, int offset)
    {
        var at = 0;
        for (var i = 0; i < offset && at < file.Length; i++, at++)
        {
            while (at < file.Length && file[at] != Text[i])
                at++;
        }

        return at < file.Length || offset == 0 ? Math.Min(at, file.Length) : Math.Min(offset, file.Length);
    }

    /// <summary>What stands on the first line before the statement, and the file from there on.</summary>
    private (string Before, string File) Read()
    {
        var lead = (int)Math.Min(Start.ByteOffset, LongestLead);
        using var stream = open(Start.Path);
        Skip(stream, Start.ByteOffset - lead);
        var bytes = new byte[lead + (int)Math.Clamp(end - Start.ByteOffset, 0, LongestRead) + LongestLead];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var before = bytes.AsSpan(0, Math.Min(lead, read));
        before = before[(before.LastIndexOf((byte)'\n') + 1)..];
        return (Encoding.UTF8.GetString(before).TrimStart('\uFEFF'), Encoding.UTF8.GetString(bytes.AsSpan(0, read)[Math.Min(lead, read)..]));
    }

    private static void Skip(Stream stream, long bytes)
    {
        if (stream.CanSeek)
        {
            stream.Position = bytes;
            return;
        }

        var buffer = new byte[1 << 16];
        while (bytes > 0 && stream.Read(buffer, 0, (int)Math.Min(bytes, buffer.Length)) is var read and > 0)
            bytes -= read;
    }
}
