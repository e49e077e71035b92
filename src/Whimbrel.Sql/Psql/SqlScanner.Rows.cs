namespace Whimbrel.Sql.Psql;

// The rows of COPY … FROM STDIN. They begin on the next line; what stands behind the statement on its own line is read after them.
internal sealed partial class SqlScanner
{
    private readonly List<Expansion> _heldBack = [];
    private bool _isAtRowStart;
    private bool _hasRows;

    internal Place BeginRows()
    {
        SavePosition();
        _heldBack.AddRange(_expansions);
        _expansions.Clear();
        (_bytes, _position, _end) = (_input.Buffer, _filePosition, _input.End);
        HoldBackRestOfLine();
        (_isAtRowStart, _hasRows) = (true, true);
        return PlaceHere();
    }

    /// <summary>The next stretch of rows, until the next call; empty after the last.</summary>
    internal ReadOnlySpan<byte> NextRows()
    {
        if (!_hasRows || AtRowsEnd() || At(0) < 0)
        {
            EndRows();
            return [];
        }

        var rows = _bytes.AsSpan(_position, _end - _position);
        var length = rows.IndexOf("\n\\."u8) + 1;
        if (length == 0)
            length = rows.EndsWith("\n\\"u8) ? rows.Length - 1 : rows.Length;
        _isAtRowStart = rows[length - 1] == '\n';
        _position += length;
        return rows[..length];
    }

    /// <summary>A line of <c>\.</c> alone. The position stays on its newline, where the line of SQL before would have ended.</summary>
    private bool AtRowsEnd()
    {
        if (!_isAtRowStart || At(0) != '\\' || At(1) != '.')
            return false;

        var length = At(2) == '\r' ? 3 : 2;
        if (At(length) != '\n')
            return false;

        _position += length;
        return true;
    }

    private void EndRows()
    {
        if (!_hasRows)
            return;

        _hasRows = false;
        if (_heldBack.Count == 0)
            return;

        _filePosition = _position;
        _expansions.AddRange(_heldBack);
        _heldBack.Clear();
        var top = _expansions[^1];
        (_bytes, _position, _end) = (top.Bytes, top.Position, top.Bytes.Length);
    }

    private void HoldBackRestOfLine()
    {
        var length = 0;
        while (At(length) is not ('\n' or -1))
            length++;
        var rest = _bytes.AsSpan(_position, length);
        if (rest.IndexOfAnyExcept(" \t\r\f\v"u8) >= 0)
            _heldBack.Insert(0, new Expansion(rest.ToArray(), Variable: null, PlaceHere()));
        _position += At(length) < 0 ? length : length + 1;
    }
}
