namespace Whimbrel.Sql.Psql;

// Quotes and comments; each can go on in more of the file, or behind a variable's value.
internal sealed partial class SqlScanner
{
    private readonly Opening _quote = new();
    private readonly Opening _parenthesis = new();
    private readonly StandardStrings _strings = new();
    private byte[] _dollarTag = [];
    private int _commentDepth;
    private bool _isStandard = true;

    /// <summary>Follows what the server does with <c>standard_conforming_strings</c>; as in psql it counts from the next line.</summary>
    internal StandardStrings Strings => _strings;

    /// <summary>What is still open at the script's end, and where it was opened; null when nothing is.</summary>
    internal (Place Place, string Problem, string Hint)? Unterminated() => _mode switch
    {
        Mode.Quote or Mode.EscapeQuote => (_quote.Place(this), "unterminated quoted string", "Close it with a single quote."),
        Mode.Name => (_quote.Place(this), "unterminated quoted name", "Close it with a double quote."),
        Mode.DollarQuote => (_quote.Place(this), "unterminated dollar-quoted string", $"Close it with {System.Text.Encoding.UTF8.GetString(_dollarTag)}."),
        Mode.Comment => (_quote.Place(this), "unterminated comment", "Close it with */; comments nest, so each /* needs its own."),
        _ when _parentheses > 0 => (_parenthesis.Place(this), "a parenthesis that is never closed", "psql would take all that follows as one statement: close it with )."),
        _ when _body.Depth > 0 => (Start, "BEGIN or CASE without END", "The body of a routine that BEGIN ATOMIC opens ends with END."),
        _ => null,
    };

    private void OpenQuote(Mode mode, int length)
    {
        _quote.OpenAt(this, _position);
        Token(length);
        _mode = mode;
    }

    /// <summary>E'…', B'…', X'…', U&amp;'…' and U&amp;"…"; in N'…' the quote is an ordinary one.</summary>
    private bool OpenPrefixedQuote()
    {
        var (letter, next) = (_bytes[_position] | 0x20, At(1));
        if (next == '\'' && letter is 'e' or 'b' or 'x')
            OpenQuote(letter == 'e' ? Mode.EscapeQuote : Mode.Quote, 2);
        else if (letter == 'u' && next == '&' && At(2) is '\'' or '"')
            OpenQuote(At(2) == '"' ? Mode.Name : Mode.Quote, 3);
        else
            return false;
        return true;
    }

    private void Quoted()
    {
        var text = _bytes.AsSpan(_position, _end - _position);
        var length = _mode switch
        {
            Mode.Quote => text.IndexOf((byte)'\''),
            Mode.Name => text.IndexOf((byte)'"'),
            _ => text.IndexOfAny((byte)'\'', (byte)'\\'),
        };
        Echo(length < 0 ? text.Length : length);
        if (length < 0)
            return;

        if (_bytes[_position] == '\\' || At(1) == _bytes[_position])
            Echo(At(1) < 0 ? 1 : 2);
        else
            CloseQuote();
    }

    private void CloseQuote()
    {
        Echo(1);
        if (_mode == Mode.Name || ContinuationLength() is not (> 0 and var length))
            _mode = Mode.Plain;
        else
            Echo(length);
    }

    /// <summary>
    /// SQL goes on with a string on the next line. psql, which reads by lines, does not see the newline, and so does not go on: with E'…' it
    /// then reads backslashes of the second part otherwise than the server. Only a carriage return, or a newline in a variable, is seen.
    /// </summary>
    private int ContinuationLength()
    {
        var (length, hasNewline) = (0, false);
        while (true)
        {
            var c = At(length);
            if (c == '\'' && hasNewline)
                return length + 1;
            if (c == '-' && At(length + 1) == '-')
                length = EndOfLineComment(length);
            else if (!ByteKinds.IsSpace(c) || (c == '\n' && IsInFile))
                return 0;
            else
                length++;
            hasNewline |= c is '\r' or '\n';
        }
    }

    private int EndOfLineComment(int from)
    {
        while (At(from) is not ('\r' or '\n' or -1))
            from++;
        return from;
    }

    private void Dollar()
    {
        var length = 1;
        if (ByteKinds.IsDigit(At(1)))
        {
            Token(1);
            return;
        }

        while (At(length) != '$' && ByteKinds.IsVariable(At(length)))
            length++;
        if (At(length) != '$')
        {
            Token(1);
            return;
        }

        _dollarTag = _bytes.AsSpan(_position, length + 1).ToArray();
        OpenQuote(Mode.DollarQuote, length + 1);
    }

    private void DollarQuoted()
    {
        var text = _bytes.AsSpan(_position, _end - _position);
        var length = text.IndexOf(_dollarTag);
        if (length >= 0)
        {
            Echo(length + _dollarTag.Length);
            _mode = Mode.Plain;
            return;
        }

        // The tag may stand half in what has been read.
        Echo(Math.Max(0, text.Length - _dollarTag.Length + 1));
        if (!IsInFile || !Grow())
            Echo(_end - _position);
    }

    private void OpenComment()
    {
        _quote.OpenAt(this, _position);
        _commentDepth = 1;
        Echo(2);
        _mode = Mode.Comment;
    }

    private void Comment()
    {
        var length = _bytes.AsSpan(_position, _end - _position).IndexOfAny((byte)'*', (byte)'/');
        Echo(length < 0 ? _end - _position : length);
        if (length < 0)
            return;

        var (opens, closes) = (_bytes[_position] == '/' && At(1) == '*', _bytes[_position] == '*' && At(1) == '/');
        _commentDepth += opens ? 1 : closes ? -1 : 0;
        Echo(opens || closes ? 2 : 1);
        if (_commentDepth == 0)
            _mode = Mode.Plain;
    }

    private void OpenLineComment()
    {
        if (OnComment is not null && IsActive)
            OnComment(CommentText(), PlaceHere());
        _mode = Mode.LineComment;
        Whitespace(2);
    }

    /// <summary>Told each line comment.</summary>
    internal Action<string, Place>? OnComment { get; set; }

    private void LineComment()
    {
        var length = _bytes.AsSpan(_position, _end - _position).IndexOfAny((byte)'\n', (byte)'\r');
        Whitespace(length < 0 ? _end - _position : length);
        if (length >= 0)
            _mode = Mode.Plain;
    }

    /// <summary>A comment that speaks to us is short; of a longer one, its beginning.</summary>
    private string CommentText()
    {
        var length = 0;
        while (length < 2000 && At(length) is >= 0 and not ('\n' or '\r'))
            length++;
        return System.Text.Encoding.UTF8.GetString(_bytes.AsSpan(_position, length));
    }

    private void FixOpenings()
    {
        _parenthesis.Fix(this, _parentheses > 0);
        _quote.Fix(this, _mode is not (Mode.Plain or Mode.LineComment));
    }

    /// <summary>Where a quote, a comment or a parenthesis was opened, for the error that it was never closed.</summary>
    private sealed class Opening
    {
        private int _position;

        /// <summary>null as long as the position in the buffer is enough.</summary>
        private Place? _place;

        internal void OpenAt(SqlScanner scanner, int position)
        {
            (_position, _place) = (position, null);
            if (!scanner.IsInFile)
                Fix(scanner, isOpen: true);
        }

        /// <summary>The position is about to lose its meaning.</summary>
        internal void Fix(SqlScanner scanner, bool isOpen) => _place = isOpen ? _place ?? scanner.PlaceAt(_position) : null;

        internal Place Place(SqlScanner scanner)
        {
            Fix(scanner, isOpen: true);
            return _place!.Value;
        }
    }
}
