namespace Whimbrel.Sql.Psql;

/// <summary>What a byte can begin outside quotes and comments.</summary>
internal enum ByteKind : byte
{
    Other,
    Space,
    Newline,
    Word,
    Digit,
    Dot,
    Quote,
    DoubleQuote,
    Dollar,
    Minus,
    Slash,
    Colon,
    Backslash,
    Semicolon,
    OpenParenthesis,
    CloseParenthesis,
}

/// <summary>The classes of bytes in psql's lexer.</summary>
internal static class ByteKinds
{
    private static readonly ByteKind[] _kinds = Make();

    internal static ReadOnlySpan<ByteKind> Table => _kinds;

    internal static bool IsSpace(int b) => b is ' ' or '\t' or '\n' or '\r' or '\f' or '\v';

    internal static bool IsDigit(int b) => b is >= '0' and <= '9';

    internal static bool StartsWord(int b) => b is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' or >= 0x80;

    internal static bool ContinuesWord(int b) => StartsWord(b) || IsDigit(b) || b == '$';

    internal static bool IsVariable(int b) => StartsWord(b) || IsDigit(b);

    private static ByteKind[] Make()
    {
        var kinds = new ByteKind[256];
        for (var b = 0; b < kinds.Length; b++)
            kinds[b] = StartsWord(b) ? ByteKind.Word : IsDigit(b) ? ByteKind.Digit : IsSpace(b) ? ByteKind.Space : Symbol((char)b);
        kinds['\n'] = ByteKind.Newline;
        return kinds;
    }

    private static ByteKind Symbol(char c) => c switch
    {
        '.' => ByteKind.Dot,
        '\'' => ByteKind.Quote,
        '"' => ByteKind.DoubleQuote,
        '$' => ByteKind.Dollar,
        '-' => ByteKind.Minus,
        '/' => ByteKind.Slash,
        ':' => ByteKind.Colon,
        '\\' => ByteKind.Backslash,
        ';' => ByteKind.Semicolon,
        '(' => ByteKind.OpenParenthesis,
        ')' => ByteKind.CloseParenthesis,
        _ => ByteKind.Other,
    };
}
