using System.Runtime.CompilerServices;

namespace Whimbrel.Sql.Psql;

// Outside quotes and comments.
internal sealed partial class SqlScanner
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ScanStop Plain()
    {
        var kinds = ByteKinds.Table;
        while (_position < _end && _mode == Mode.Plain)
        {
            if (!IsActive || (HasToken && _runStart >= 0))
                PassOver(kinds);
            if (_position == _end)
                break;

            switch (kinds[_bytes[_position]])
            {
                case ByteKind.Word:
                    Word();
                    break;
                case ByteKind.Space:
                    Whitespace(1);
                    break;
                case ByteKind.Other:
                    Token(1);
                    break;
                case var kind:
                    if (Symbol(kind) is not ScanStop.None and var stop)
                        return stop;
                    break;
            }
        }

        return ScanStop.None;
    }

    /// <summary>Once a statement has begun, most bytes only have to be gone past.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PassOver(ReadOnlySpan<ByteKind> kinds)
    {
        var bytes = _bytes.AsSpan(0, _end);
        var position = _position;
        while (position < bytes.Length)
        {
            var kind = kinds[bytes[position]];
            var next = kind switch
            {
                ByteKind.Other or ByteKind.Space => position + 1,
                ByteKind.Word when !_body.IsWatching => AfterWord(bytes, kinds, position),
                ByteKind.Digit or ByteKind.Dot => AfterNumber(bytes, kinds, position),
                ByteKind.Newline when IsInFile => AfterNewline(bytes, position),
                _ => position,
            };
            if (next == position)
                break;
            position = next;
        }

        _position = position;
    }

    /// <summary>The same at a line's end: the next line may be empty, or begin with a command.</summary>
    private int AfterNewline(ReadOnlySpan<byte> bytes, int position)
    {
        if (position + 1 == bytes.Length || bytes[position + 1] is (byte)'\n' or (byte)'\\' or (byte)':')
            return position;

        _isStandard = _strings.IsOn;
        return position + 1;
    }

    /// <summary>The position itself when a closer look is needed: a quote may belong to the word, or more of it may follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AfterWord(ReadOnlySpan<byte> bytes, ReadOnlySpan<ByteKind> kinds, int position)
    {
        var end = position + 1;
        while (end < bytes.Length && kinds[bytes[end]] is ByteKind.Word or ByteKind.Digit or ByteKind.Dollar)
            end++;
        return end == bytes.Length || (end == position + 1 && bytes[end] is (byte)'\'' or (byte)'&') ? position : end;
    }

    /// <summary>The same for digits and dots: a letter may belong to the number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AfterNumber(ReadOnlySpan<byte> bytes, ReadOnlySpan<ByteKind> kinds, int position)
    {
        var (end, hasDigit) = (position, false);
        while (end < bytes.Length && kinds[bytes[end]] is ByteKind.Digit or ByteKind.Dot)
            hasDigit |= kinds[bytes[end++]] == ByteKind.Digit;
        return end == bytes.Length || (hasDigit && kinds[bytes[end]] == ByteKind.Word) ? position : end;
    }

    private ScanStop Symbol(ByteKind kind)
    {
        switch (kind)
        {
            case ByteKind.Newline:
                EndLine();
                break;
            case ByteKind.Digit:
            case ByteKind.Dot when ByteKinds.IsDigit(At(1)):
                Token(NumberLength());
                break;
            case ByteKind.Quote:
                OpenQuote(_isStandard ? Mode.Quote : Mode.EscapeQuote, 1);
                break;
            case ByteKind.DoubleQuote:
                OpenQuote(Mode.Name, 1);
                break;
            case ByteKind.Dollar:
                Dollar();
                break;
            case ByteKind.Minus when At(1) == '-':
                OpenLineComment();
                break;
            case ByteKind.Slash when At(1) == '*':
                OpenComment();
                break;
            case ByteKind.Colon:
                Colon();
                break;
            case ByteKind.OpenParenthesis:
                OpenParenthesis();
                break;
            case ByteKind.CloseParenthesis:
                _parentheses = Math.Max(0, _parentheses - 1);
                Token(1);
                break;
            case ByteKind.Semicolon:
                return Semicolon();
            case ByteKind.Backslash:
                return Backslash();
            default:
                Token(1);
                break;
        }

        return ScanStop.None;
    }

    private void OpenParenthesis()
    {
        if (_parentheses++ == 0)
            _parenthesis.OpenAt(this, _position);
        Token(1);
    }

    private ScanStop Semicolon()
    {
        Echo(1);
        if (_parentheses > 0 || _body.Depth > 0)
            return ScanStop.None;

        _body.EndStatement();
        return IsActive ? ScanStop.Semicolon : ScanStop.None;
    }

    private ScanStop Backslash()
    {
        if (At(1) is ';' or ':')
        {
            FlushRun();
            _position++;
            if (_bytes[_position] == ';')
                _body.EndStatement();
            HasSeveral |= _bytes[_position] == ';';
            Echo(1);
            return ScanStop.None;
        }

        FlushRun();
        if (_text.Length == _lengthAtLineStart)
            _text.Truncate(_text.Length - 1);
        _lengthAtLineStart = -1;
        return ScanStop.Backslash;
    }

    private void Word()
    {
        var length = 1;
        while (true)
        {
            while (_position + length < _end && ByteKinds.Table[_bytes[_position + length]] is ByteKind.Word or ByteKind.Digit or ByteKind.Dollar)
                length++;
            if (_position + length < _end || At(length) < 0)
                break;
        }

        if (length == 1 && OpenPrefixedQuote())
            return;
        _body.Word(_bytes.AsSpan(_position, length), _parentheses);
        Token(length);
    }

    /// <summary>A number with all that psql takes as part of it, as <c>1e-</c> and <c>12abc$</c>: what looks like a comment or a quote there is none.</summary>
    private int NumberLength()
    {
        var length = Digits(0);
        if (At(length) == '.' && At(length + 1) != '.')
            length = Digits(length + 1);
        if (At(length) is 'e' or 'E' && (At(length + 1) is '+' or '-' || ByteKinds.IsDigit(At(length + 1))))
            length = Digits(length + 2);
        if (ByteKinds.StartsWord(At(length)))
        {
            while (ByteKinds.ContinuesWord(At(length)))
                length++;
        }

        return length;
    }

    private int Digits(int from)
    {
        while (ByteKinds.IsDigit(At(from)))
            from++;
        return from;
    }

    private void EndLine()
    {
        _isStandard = IsInFile ? _strings.IsOn : _isStandard;
        var counts = IsInFile && HasText;
        Whitespace(1);
        if (!counts)
            return;

        // An empty line is not sent, nor is the newline behind the last line.
        if (At(0) == '\n')
            SkipEmptyLines();
        if (At(0) < 0)
        {
            FlushRun();
            _text.Truncate(_text.Length - 1);
        }

        _lengthAtLineStart = TextLength;
    }

    private void SkipEmptyLines()
    {
        FlushRun();
        while (At(0) == '\n')
            _position++;
    }
}
