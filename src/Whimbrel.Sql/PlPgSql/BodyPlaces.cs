namespace Whimbrel.Sql.PlPgSql;

/// <summary>Finds a query of the library's tree in the body: the tree has the line of its statement alone. Ask in the order of the text.</summary>
internal sealed class BodyPlaces(string body)
{
    private const string Perform = "PERFORM";

    private readonly int[] _lines = [0, .. Newlines(body)];
    private int _cursor;

    /// <param name="query">As the tree has it: INTO and its targets are blanks there, and PERFORM is SELECT.</param>
    /// <param name="line">The line of the statement in the body, from 1.</param>
    internal int Find(string query, int line)
    {
        var lineStart = _lines[Math.Clamp(line, 1, _lines.Length) - 1];
        var from = Math.Max(lineStart, IsBehind(line) ? 0 : _cursor);
        var found = IndexOf(Plain(query), from);
        if (found < 0)
            return lineStart + body.AsSpan(lineStart).IndexOfAnyExcept(" \t\r\n");

        _cursor = found + 1;
        return found;
    }

    private int IndexOf(string text, int from)
    {
        var found = body.IndexOf(text, from, StringComparison.Ordinal);
        if (found >= 0 || !text.StartsWith("SELECT ", StringComparison.Ordinal))
            return found;

        var performed = body.IndexOf(text["SELECT".Length..], from, StringComparison.Ordinal);
        return performed < 0 ? -1 : body.LastIndexOf(Perform, performed, performed - from + 1, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Up to what may have been INTO.</summary>
    private static string Plain(string query)
    {
        var blanks = query.IndexOf("     ", StringComparison.Ordinal);
        return blanks > 0 ? query[..blanks] : query;
    }

    /// <summary>The last query was found below this line: it went astray.</summary>
    private bool IsBehind(int line) => line < _lines.Length && _cursor >= _lines[line];

    private static IEnumerable<int> Newlines(string body)
    {
        for (var i = body.IndexOf('\n', StringComparison.Ordinal); i >= 0; i = body.IndexOf('\n', i + 1))
            yield return i + 1;
    }
}
