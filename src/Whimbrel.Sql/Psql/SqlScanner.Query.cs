namespace Whimbrel.Sql.Psql;

// The text of the statement so far, and the one sent before. Most statements are one stretch of the file, and never copied.
internal sealed partial class SqlScanner
{
    private ByteText _text = new();
    private ByteText _sent = new();

    /// <summary>From here to the position, text belongs to the statement and is not yet in <see cref="_text"/>; -1 when there is none.</summary>
    private int _runStart = -1;
    private int _lengthAtLineStart = -1;

    /// <summary>The statement sent last, when it still stands in the buffer as it was sent; else it is in <see cref="_sent"/>.</summary>
    private int _sentStart = -1;
    private int _sentLength;

    internal bool HasText => IsActive && (_runStart >= 0 || _text.Length > 0);

    /// <summary>It consists of more than comments and semicolons.</summary>
    internal bool HasToken { get; private set; }

    /// <summary>Parts of it were joined by <c>\;</c>.</summary>
    internal bool HasSeveral { get; private set; }

    /// <summary>Of the first character that is sent.</summary>
    internal Place Start { get; private set; }

    /// <summary>Of the first character that is no comment.</summary>
    internal Place FirstToken { get; private set; }

    /// <summary>That character as a lower-case letter, if it is one.</summary>
    internal int FirstLetter { get; private set; }

    internal ReadOnlySpan<byte> Sent => _sentStart >= 0 ? _input.Buffer.AsSpan(_sentStart, _sentLength) : _sent.Span;

    internal int TextLength => _text.Length + (_runStart >= 0 ? _position - _runStart : 0);

    /// <summary>The text is sent, and a new one begins.</summary>
    internal void Send()
    {
        if (_text.Length == 0 && _runStart >= 0 && IsInFile)
        {
            (_sentStart, _sentLength) = (_runStart, _position - _runStart);
        }
        else
        {
            FlushRun();
            (_sent, _text, _sentStart) = (_text, _sent, -1);
        }

        Clear();
    }

    /// <summary><c>\g</c> without a statement sends the one before once more.</summary>
    internal void Recall()
    {
        Start = FirstToken = PlaceHere();
        HasToken = true;
        FirstLetter = 0;
        _text.Append(Sent);
    }

    /// <summary>Forgets the text, as <c>\r</c> does.</summary>
    internal void Clear()
    {
        _text.Truncate(0);
        (_runStart, _lengthAtLineStart) = (-1, -1);
        HasToken = HasSeveral = false;
    }

    internal void Truncate(int length) => _text.Truncate(length);

    /// <summary>Text that stands for something in the file, at the position.</summary>
    private void Append(ReadOnlySpan<byte> text)
    {
        if (!IsActive)
            return;

        Mark();
        FlushRun();
        _text.Append(text);
    }

    /// <summary>After a command that sends, nothing is open.</summary>
    internal void Reset()
    {
        _parentheses = 0;
        _body.Reset();
        _mode = Mode.Plain;
    }

    private void Token(int length)
    {
        if (!HasToken && IsActive)
            Mark();
        Echo(length);
    }

    private void Mark()
    {
        if (!IsActive)
            return;

        var here = PlaceHere();
        if (!HasText)
            Start = here;
        if (!HasToken)
            (FirstToken, FirstLetter) = (here, _bytes[_position] | 0x20);
        HasToken = true;
    }

    private void Echo(int length)
    {
        if (_runStart < 0 && IsActive && length > 0)
        {
            if (_text.Length == 0 && !HasToken)
                Start = PlaceHere();
            _runStart = _position;
        }

        _position += length;
    }

    /// <summary>White space and line comments are not sent before a statement, but in it.</summary>
    private void Whitespace(int length)
    {
        if (HasText)
            Echo(length);
        else
            _position += length;
    }

    private void FlushRun()
    {
        FixOpenings();
        if (_runStart < 0)
            return;

        _text.Append(_bytes.AsSpan(_runStart, _position - _runStart));
        _runStart = -1;
    }

    private void KeepSent(int keep)
    {
        if (_sentStart < 0 || _sentStart >= keep)
            return;

        _sent.Truncate(0);
        _sent.Append(_input.Buffer.AsSpan(_sentStart, _sentLength));
        _sentStart = -1;
    }
}
