using System.Text;

namespace Whimbrel.Sql.Psql;

/// <summary>How an argument of a backslash command is read.</summary>
internal enum ArgumentKind
{
    Ordinary,

    /// <summary>Double quotes are taken off, as from a name.</summary>
    Name,

    /// <summary>After a <c>|</c>, everything to the line's end.</summary>
    FileOrPipe,

    WholeLine,
}

// Backslash commands and their arguments, to the line's end or the next backslash.
internal sealed partial class SqlScanner
{
    private const byte NoQuote = 0;

    private readonly ByteText _argument = new();
    private byte _argumentQuote;
    private int _unquotedAtEnd;

    /// <summary>An argument had a part in backticks, which psql gives to a shell.</summary>
    internal bool CallsShell { get; set; }

    internal string CommandName()
    {
        _position++;
        _argument.Truncate(0);
        for (var c = Peek(); c >= 0 && c != '\\' && !ByteKinds.IsSpace(c); c = Peek())
            Take();
        return Encoding.UTF8.GetString(_argument.Span);
    }

    /// <summary>The next argument, or null when there is none.</summary>
    internal string? Argument(ArgumentKind kind = ArgumentKind.Ordinary, bool dropsSemicolons = false)
    {
        _argument.Truncate(0);
        (_argumentQuote, _unquotedAtEnd) = (NoQuote, 0);
        while (ByteKinds.IsSpace(Peek()))
            _position++;
        if (kind == ArgumentKind.WholeLine || (kind == ArgumentKind.FileOrPipe && Peek() == '|'))
            return Rest();

        while (ArgumentPart())
        {
            // Each part is added as it is read.
        }

        while (dropsSemicolons && _unquotedAtEnd-- > 0 && _argument.Span.EndsWith(";"u8))
            _argument.Truncate(_argument.Length - 1);
        if (_argument.Length == 0 && _argumentQuote == NoQuote)
            return null;

        var text = Encoding.UTF8.GetString(_argument.Span);
        return kind == ArgumentKind.Name ? WithoutQuotes(text) : text;
    }

    /// <summary>What a command has left of its line; <c>\\</c> separates it from what follows.</summary>
    internal void EndCommand(bool dropsLine)
    {
        if (dropsLine)
            _ = Rest();
        var called = CallsShell;
        while (Argument() is not null)
        {
            // psql warns of an extra argument, and goes on.
        }

        CallsShell = called;
        if (Peek() == '\\' && At(1) == '\\')
            _position += 2;
    }

    private string? Rest()
    {
        while (Peek() >= 0)
            Take();
        return _argument.Length == 0 ? null : Encoding.UTF8.GetString(_argument.Span);
    }

    /// <summary>The next byte of the line, or -1 at its end.</summary>
    private int Peek()
    {
        while (_position == _end)
        {
            if (IsInFile ? !Grow() : _expansions[^1].Variable is null)
                return -1;
            if (!IsInFile)
                Pop();
        }

        return IsInFile && _bytes[_position] == '\n' ? -1 : _bytes[_position];
    }

    private void Take() => _argument.Append(_bytes[_position++]);

    private bool ArgumentPart()
    {
        var c = Peek();
        switch (c)
        {
            case < 0 or '\\':
                return false;
            case '\'':
                QuotedPart();
                break;
            case '`' or '"':
                VerbatimPart((byte)c);
                break;
            case ':' when ReferenceLength() is > 0 and var length:
                ReferencePart(length);
                break;
            default:
                if (ByteKinds.IsSpace(c))
                    return false;
                _unquotedAtEnd++;
                Take();
                break;
        }

        return true;
    }

    private void Quote(byte quote) => (_argumentQuote, _unquotedAtEnd) = (quote, 0);

    /// <summary>In backticks, a shell's command: it is not run, and so gives nothing.</summary>
    private void VerbatimPart(byte quote)
    {
        var place = PlaceHere();
        Quote(quote);
        var length = _argument.Length;
        do
            Take();
        while (Peek() >= 0 && Peek() != quote);
        CloseQuotedPart(place, quote);
        if (quote == '"')
            _argument.Append(quote);
        else
            _argument.Truncate(length);
        CallsShell |= quote == '`' && IsActive;
    }

    private void QuotedPart()
    {
        var place = PlaceHere();
        Quote((byte)'\'');
        _position++;
        for (var c = Peek(); c >= 0 && (c != '\'' || At(1) == '\''); c = Peek())
        {
            if (c == '\'')
                _position++;
            if (c == '\\' && At(1) >= 0 && !(IsInFile && At(1) == '\n'))
                Escape();
            else
                Take();
        }

        CloseQuotedPart(place, (byte)'\'');
    }

    private void CloseQuotedPart(Place place, byte quote)
    {
        if (Peek() == quote)
            _position++;
        else if (IsActive)
            throw _input.Error(place, "unterminated quoted string", "An argument ends with its line: close the quote.");
    }

    private void Escape()
    {
        _position++;
        var (isHex, digits) = (_bytes[_position] == 'x' && char.IsAsciiHexDigit((char)Math.Max(0, At(1))), 0);
        var value = 0;
        for (_position += isHex ? 1 : 0; digits < (isHex ? 2 : 3) && At(0) >= 0 && IsDigit((char)At(0), isHex); digits++, _position++)
            value = (value * (isHex ? 16 : 8)) + Convert.ToInt32($"{(char)At(0)}", 16);
        if (digits > 0)
            _argument.Append((byte)value);
        else
            _argument.Append(_bytes[_position++] switch { (byte)'n' => (byte)'\n', (byte)'t' => (byte)'\t', (byte)'b' => (byte)'\b', (byte)'r' => (byte)'\r', (byte)'f' => (byte)'\f', var other => other });
    }

    private static bool IsDigit(char c, bool isHex) => isHex ? char.IsAsciiHexDigit(c) : c is >= '0' and <= '7';

    private int ReferenceLength() => At(1) switch
    {
        '\'' or '"' => DelimitedLength(1, At(1)),
        '{' when At(2) == '?' => DelimitedLength(2, '}'),
        var c when ByteKinds.IsVariable(c) => VariableLength(1),
        _ => 0,
    };

    private void ReferencePart(int length)
    {
        var kind = At(1);
        var name = kind switch { '\'' or '"' => NameAt(2, length - 3), '{' => NameAt(3, length - 4), _ => NameAt(1, length - 1) };
        var value = ValueOf(name);
        var text = kind switch
        {
            '{' => value is null ? "FALSE" : "TRUE",
            '\'' or '"' when value is not null => VariableQuoting.Quote(value, kind == '"'),
            _ => value ?? NameAt(0, length),
        };
        if (kind != '{')
            Quote((byte)':');
        _argument.Append(Encoding.UTF8.GetBytes(text));
        _position += length;
    }

    private static string WithoutQuotes(string text)
    {
        var name = new StringBuilder(text.Length);
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var isDoubled = isQuoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"';
            if (text[i] != '"' || isDoubled)
                _ = name.Append(text[i]);
            else
                isQuoted = !isQuoted;
            i += isDoubled ? 1 : 0;
        }

        return name.ToString();
    }
}
