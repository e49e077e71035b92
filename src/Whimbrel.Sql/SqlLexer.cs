using System.Runtime.InteropServices;

namespace Whimbrel.Sql;

internal enum TokenKind
{
    Comment,
    Word,
    QuotedName,
    Text,
    Number,
    Symbol,
}

[StructLayout(LayoutKind.Auto)]
internal readonly record struct Token(TokenKind Kind, int Start, int End);

/// <summary>
/// PostgreSQL's tokens as far as they matter to find comments and the ends of quotes; all else is a one-character symbol.
/// The parser judges the script: this only looks around it.
/// </summary>
internal ref struct SqlLexer(ReadOnlySpan<char> text, int position = 0)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _position = position;

    internal static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v';

    internal bool Next(out Token token)
    {
        while (_position < _text.Length && IsSpace(_text[_position]))
            _position++;

        var start = _position;
        token = default;
        if (start == _text.Length)
            return false;

        var kind = Scan();
        token = new Token(kind, start, _position);
        return true;
    }

    private static bool StartsWord(char c) => char.IsAsciiLetter(c) || c is '_' or > '\x7f';

    private static bool ContinuesWord(char c) => StartsWord(c) || char.IsAsciiDigit(c) || c == '$';

    private readonly char At(int offset) => _position + offset < _text.Length ? _text[_position + offset] : '\0';

    private TokenKind Scan() => At(0) switch
    {
        '-' when At(1) == '-' => LineComment(),
        '/' when At(1) == '*' => BlockComment(),
        '\'' => Quoted('\'', escapes: false),
        '"' => Quoted('"', escapes: false),
        'e' or 'E' when At(1) == '\'' => EscapeText(),
        '$' when DollarTag() is var tag and > 0 => DollarText(tag),
        var c when StartsWord(c) => Word(TokenKind.Word),
        var c when char.IsAsciiDigit(c) => Word(TokenKind.Number),
        _ => Symbol(),
    };

    private TokenKind LineComment()
    {
        var length = _text[_position..].IndexOfAny('\n', '\r');
        _position = length < 0 ? _text.Length : _position + length;
        return TokenKind.Comment;
    }

    private TokenKind BlockComment()
    {
        var depth = 0;
        do
        {
            var (opens, closes) = (At(0) == '/' && At(1) == '*', At(0) == '*' && At(1) == '/');
            depth += opens ? 1 : closes ? -1 : 0;
            _position = Math.Min(_text.Length, _position + (opens || closes ? 2 : 1));
        }
        while (depth > 0 && _position < _text.Length);
        return TokenKind.Comment;
    }

    private TokenKind Quoted(char quote, bool escapes)
    {
        for (_position++; _position < _text.Length; _position++)
        {
            if (escapes && At(0) == '\\')
                _position++;
            else if (At(0) == quote && At(1) == quote)
                _position++;
            else if (At(0) == quote)
                break;
        }

        _position = Math.Min(_text.Length, _position + 1);
        return quote == '"' ? TokenKind.QuotedName : TokenKind.Text;
    }

    /// <summary>E'…' goes on, with its escapes, in a quote on one of the next lines.</summary>
    private TokenKind EscapeText()
    {
        _position++;
        while (true)
        {
            _ = Quoted('\'', escapes: true);
            var rest = _text[_position..];
            var gap = rest[..(rest.Length - rest.TrimStart(" \t\n\r\f\v").Length)];
            if (gap.IndexOfAny('\n', '\r') < 0 || At(gap.Length) != '\'')
                return TokenKind.Text;
            _position += gap.Length;
        }
    }

    /// <summary>The length of <c>$tag$</c>, or 0 when it is none: <c>$1</c> is a parameter.</summary>
    private readonly int DollarTag()
    {
        var length = 1;
        while (At(length) != '$' && ContinuesWord(At(length)) && (length > 1 || StartsWord(At(length))))
            length++;
        return At(length) == '$' ? length + 1 : 0;
    }

    private TokenKind DollarText(int tagLength)
    {
        var tag = _text.Slice(_position, tagLength);
        var body = _position + tagLength;
        var end = _text[body..].IndexOf(tag);
        _position = end < 0 ? _text.Length : body + end + tagLength;
        return TokenKind.Text;
    }

    private TokenKind Word(TokenKind kind)
    {
        while (ContinuesWord(At(0)) || (kind == TokenKind.Number && At(0) == '.'))
            _position++;
        return kind;
    }

    private TokenKind Symbol()
    {
        _position++;
        return TokenKind.Symbol;
    }
}
