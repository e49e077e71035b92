using System.Text;

namespace Whimbrel.Sql.Psql;

/// <summary>The tokens of a statement's text, comments and white space left out; enough to recognize a statement by its first words.</summary>
internal ref struct SqlWords(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _end;

    /// <summary>A word, a quoted name or text, or one character; empty at the end.</summary>
    internal ReadOnlySpan<byte> Current { get; private set; }

    internal readonly bool IsEnd => Current.IsEmpty;

    /// <summary>Where the token ends in the text.</summary>
    internal readonly int End => _end;

    internal static bool Is(ReadOnlySpan<byte> token, ReadOnlySpan<byte> keyword) => Ascii.EqualsIgnoreCase(token, keyword);

    internal readonly bool Is(ReadOnlySpan<byte> keyword) => Is(Current, keyword);

    internal bool Next()
    {
        SkipSpace();
        var length = Length(_text[_end..]);
        Current = _text.Slice(_end, length);
        _end += length;
        return length > 0;
    }

    /// <summary>Goes on when the next token is this one.</summary>
    internal bool NextIs(ReadOnlySpan<byte> keyword)
    {
        var before = this;
        if (Next() && Is(keyword))
            return true;

        this = before;
        return false;
    }

    private static int Length(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
            return 0;

        var length = 1;
        if (rest[0] is (byte)'"' or (byte)'\'')
            return QuotedLength(rest);
        if (!ByteKinds.StartsWord(rest[0]))
            return 1;
        while (length < rest.Length && ByteKinds.Table[rest[length]] is ByteKind.Word or ByteKind.Digit or ByteKind.Dollar)
            length++;
        return length;
    }

    private static int QuotedLength(ReadOnlySpan<byte> rest)
    {
        var end = 1;
        while (true)
        {
            var close = rest[end..].IndexOf(rest[0]);
            if (close < 0)
                return rest.Length;
            end += close + 1;
            if (end >= rest.Length || rest[end] != rest[0])
                return end;
            end++;
        }
    }

    private void SkipSpace()
    {
        while (_end < _text.Length)
        {
            var rest = _text[_end..];
            if (ByteKinds.IsSpace(rest[0]))
                _end++;
            else if (rest.StartsWith("--"u8))
                _end += rest.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var line ? line : rest.Length;
            else if (rest.StartsWith("/*"u8))
                _end += CommentLength(rest);
            else
                return;
        }
    }

    private static int CommentLength(ReadOnlySpan<byte> rest)
    {
        var (depth, end) = (0, 0);
        do
        {
            var next = rest[end..].IndexOfAny((byte)'*', (byte)'/');
            if (next < 0)
                return rest.Length;
            end += next;
            var (opens, closes) = (rest[end..].StartsWith("/*"u8), rest[end..].StartsWith("*/"u8));
            depth += opens ? 1 : closes ? -1 : 0;
            end += opens || closes ? 2 : 1;
        }
        while (depth > 0);
        return end;
    }
}
