namespace Whimbrel.Sql.Psql;

/// <summary>Why <see cref="SqlScanner.Scan"/> returned.</summary>
internal enum ScanStop
{
    None,
    Semicolon,
    Backslash,
    End,
}

/// <summary>
/// psql's lexer of one script: finds the semicolons that end a statement and the backslashes that begin a command, and gathers the text
/// that psql would send. psql reads by lines; here the file is one stretch of bytes, and what psql does at a line's end is done at its newline.
/// </summary>
internal sealed partial class SqlScanner
{
    private readonly ScriptBytes _input;
    private readonly PsqlVariables _variables;
    private readonly List<Expansion> _expansions = [];
    private readonly RoutineBody _body = new();
    private byte[] _bytes;
    private int _position;
    private int _end;
    private int _filePosition;
    private int _parentheses;
    private Mode _mode;

    internal SqlScanner(ScriptBytes input, PsqlVariables variables)
    {
        (_input, _variables) = (input, variables);
        _position = input.Open();
        (_bytes, _end) = (input.Buffer, input.End);
    }

    private enum Mode : byte
    {
        Plain,
        Quote,
        EscapeQuote,
        Name,
        DollarQuote,
        Comment,
        LineComment,
    }

    /// <summary>In a branch of \if that is not taken, text is read and thrown away.</summary>
    internal bool IsActive { get; set; } = true;

    internal ScriptBytes Input => _input;

    internal int Parentheses
    {
        get => _parentheses;
        set => _parentheses = value;
    }

    private bool IsInFile => _expansions.Count == 0;

    /// <summary>Reads to the next semicolon or backslash that means something, or to the script's end.</summary>
    internal ScanStop Scan()
    {
        while (_position < _end || More())
        {
            switch (_mode)
            {
                case Mode.Plain when Plain() is not ScanStop.None and var stop:
                    return stop;
                case Mode.Quote or Mode.EscapeQuote or Mode.Name:
                    Quoted();
                    break;
                case Mode.DollarQuote:
                    DollarQuoted();
                    break;
                case Mode.Comment:
                    Comment();
                    break;
                case Mode.LineComment:
                    LineComment();
                    break;
            }
        }

        return ScanStop.End;
    }

    /// <summary>How far the file has been read.</summary>
    internal long FileOffset => IsInFile ? _input.Offset + _position
        : _expansions is [{ Variable: null } rest] ? rest.Place.ByteOffset + _position
        : _input.Offset + _filePosition;

    internal Place PlaceHere() => PlaceAt(_position);

    private Place PlaceAt(int position)
    {
        if (IsInFile)
            return _input.PlaceAt(position);

        var line = _expansions[0];
        return line.Variable is null && _expansions.Count == 1
            ? line.Place with { Column = line.Place.Column + position, ByteOffset = line.Place.ByteOffset + position }
            : _expansions[^1].Place;
    }

    /// <summary>The byte so far behind the position, or -1 where its source ends.</summary>
    private int At(int distance)
    {
        while (_position + distance >= _end)
        {
            if (!IsInFile || !Grow())
                return -1;
        }

        return _bytes[_position + distance];
    }

    /// <summary>At the end of a source: the next one, or more of the file.</summary>
    private bool More()
    {
        if (IsInFile)
            return Grow();

        Pop();
        return true;
    }

    private bool Grow()
    {
        if (_input.IsComplete)
        {
            _input.RefuseBadByte();
            return false;
        }

        FixOpenings();
        var unread = _end - _position;
        var keep = _runStart >= 0 ? _runStart : _position;
        KeepSent(keep);
        var shift = _input.Fill(keep);
        _position -= shift;
        _runStart = _runStart >= 0 ? _runStart - shift : _runStart;
        _sentStart = _sentStart >= 0 ? _sentStart - shift : -1;
        (_bytes, _end) = (_input.Buffer, _input.End);
        return _end - _position > unread || Grow();
    }

    private void Push(Expansion expansion)
    {
        FlushRun();
        SavePosition();
        _expansions.Add(expansion);
        (_bytes, _position, _end) = (expansion.Bytes, 0, expansion.Bytes.Length);
    }

    private void Pop()
    {
        FlushRun();
        if (_mode == Mode.LineComment)
            _mode = Mode.Plain;
        _expansions.RemoveAt(_expansions.Count - 1);
        (_bytes, _position, _end) = IsInFile
            ? (_input.Buffer, _filePosition, _input.End)
            : (_expansions[^1].Bytes, _expansions[^1].Position, _expansions[^1].Bytes.Length);
    }

    private void SavePosition()
    {
        if (IsInFile)
            _filePosition = _position;
        else
            _expansions[^1].Position = _position;
    }
}
