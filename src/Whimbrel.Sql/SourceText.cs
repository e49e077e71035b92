namespace Whimbrel.Sql;

/// <summary>A script's text with its lines: from an offset to a place that people can find.</summary>
internal sealed class SourceText(string path, string text)
{
    private readonly int[] _lineStarts = LineStarts(text);

    internal string Path { get; } = path;

    internal string Text { get; } = text;

    internal int LineOf(int offset)
    {
        var found = Array.BinarySearch(_lineStarts, offset);
        return found >= 0 ? found + 1 : ~found;
    }

    internal int ColumnOf(int offset) => offset - _lineStarts[LineOf(offset) - 1] + 1;

    internal string LineText(int line)
    {
        var start = _lineStarts[line - 1];
        var end = line < _lineStarts.Length ? _lineStarts[line] : Text.Length;
        return Text[start..end].TrimEnd('\r', '\n');
    }

    internal ScriptException Error(int offset, string problem, string? hint = null)
    {
        var line = LineOf(offset);
        return new ScriptException(Path, line, ColumnOf(offset), problem, LineText(line), hint);
    }

    private static int[] LineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = text.AsSpan().IndexOfAny('\r', '\n'); i < text.Length && i >= 0; i = NextNewline(text, i))
        {
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                i++;
            starts.Add(i + 1);
        }

        return [.. starts];
    }

    private static int NextNewline(string text, int after)
    {
        var next = text.AsSpan(after + 1).IndexOfAny('\r', '\n');
        return next < 0 ? -1 : after + 1 + next;
    }
}
