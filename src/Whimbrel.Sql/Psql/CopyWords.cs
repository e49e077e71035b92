namespace Whimbrel.Sql.Psql;

/// <summary>The words of a <c>\copy</c> line; what parts them differs from place to place.</summary>
internal sealed class CopyWords(string line)
{
    private int _position;

    /// <summary>A delimiter, a quoted word with its quotes, or what stands up to the next white space, delimiter or quote; null at the end.</summary>
    internal string? Next(string delimiters, params ReadOnlySpan<char> quotes)
    {
        var escape = quotes is [_, _, _] ? quotes[2] : '\0';
        quotes = quotes[..Math.Min(2, quotes.Length)];
        while (_position < line.Length && IsSpace(line[_position]))
            _position++;
        if (_position == line.Length)
            return null;

        var start = _position++;
        if (delimiters.Contains(line[start], StringComparison.Ordinal))
            return line[start.._position];
        return quotes.Contains(line[start]) ? Quoted(start, escape) : Plain(start, delimiters, quotes);
    }

    /// <summary>All that is left behind the blank that ended the word before.</summary>
    internal string Rest() => line[Math.Min(line.Length, _position + (_position < line.Length && IsSpace(line[_position]) ? 1 : 0))..];

    private string Plain(int start, string delimiters, ReadOnlySpan<char> quotes)
    {
        while (_position < line.Length && !IsSpace(line[_position]) && !delimiters.Contains(line[_position], StringComparison.Ordinal)
            && !quotes.Contains(line[_position]))
        {
            _position++;
        }

        return line[start.._position];
    }

    private string Quoted(int start, char escape)
    {
        for (; _position < line.Length; _position++)
        {
            if (escape != '\0' && line[_position] == escape && _position + 1 < line.Length)
                _position++;
            else if (line[_position] == line[start] && _position + 1 < line.Length && line[_position + 1] == line[start])
                _position++;
            else if (line[_position] == line[start])
                break;
        }

        _position = Math.Min(line.Length, _position + 1);
        return line[start.._position];
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';
}
