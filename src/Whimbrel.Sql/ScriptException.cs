using System.Text;

namespace Whimbrel.Sql;

/// <summary>A script that cannot be used, with the place that the operator must mend.</summary>
public sealed class ScriptException(string path, int line, int column, string message, string? sourceLine, string? hint)
    : Exception($"{path}:{line}:{column}: {message}")
{
    private const int WidestLine = 120;

    public string Path { get; } = path;

    /// <summary>1-based.</summary>
    public int Line { get; } = line;

    /// <summary>1-based, in UTF-16 units.</summary>
    public int Column { get; } = column;

    /// <summary>The message without the place.</summary>
    public string Problem { get; } = message;

    public string? SourceLine { get; } = sourceLine;

    public string? Hint { get; } = hint;

    /// <summary>The source line, and below it a ^ under the column; empty when the line is not known.</summary>
    public string Caret()
    {
        if (SourceLine is null)
            return "";

        var at = Math.Clamp(Column - 1, 0, SourceLine.Length);
        var (from, to) = Window(SourceLine.Length, at);
        var caret = new StringBuilder();
        foreach (var c in SourceLine.AsSpan(from, at - from))
            _ = char.IsLowSurrogate(c) ? caret : caret.Append(c == '\t' ? '\t' : ' ');
        return $"{Shown(SourceLine, from, to)}\n{caret}^";
    }

    private static (int From, int To) Window(int length, int at)
    {
        var from = length <= WidestLine ? 0 : Math.Clamp(at - (WidestLine / 2), 0, length - WidestLine);
        return (from, Math.Min(length, from + WidestLine));
    }

    private static string Shown(string line, int from, int to)
    {
        var shown = line[from..to].ToCharArray();
        for (var i = 0; i < shown.Length; i++)
            shown[i] = char.IsControl(shown[i]) && shown[i] != '\t' ? ' ' : shown[i];
        if (from > 0)
            shown[0] = '…';
        if (to < line.Length)
            shown[^1] = '…';
        return new string(shown);
    }
}
