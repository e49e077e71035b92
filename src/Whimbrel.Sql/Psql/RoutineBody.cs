using System.Text;

namespace Whimbrel.Sql.Psql;

/// <summary>
/// Knows whether a semicolon stands in the body of CREATE FUNCTION … BEGIN ATOMIC … END. psql has no grammar for it either: it looks
/// at the first four words of the statement, and counts BEGIN, CASE and END outside parentheses.
/// </summary>
internal sealed class RoutineBody
{
    private const int WordsLookedAt = 4;

    private readonly char[] _first = new char[WordsLookedAt];
    private int _words;
    private bool _isRoutine;

    /// <summary>BEGIN and CASE that no END has closed.</summary>
    internal int Depth { get; private set; }

    /// <summary>Words matter to it.</summary>
    internal bool IsWatching { get; private set; } = true;

    /// <summary>A statement, or a part of it that ends with <c>\;</c>, is over.</summary>
    internal void EndStatement()
    {
        _words = 0;
        _isRoutine = false;
        IsWatching = true;
    }

    internal void Reset()
    {
        EndStatement();
        Depth = 0;
    }

    internal void Word(ReadOnlySpan<byte> word, int parentheses)
    {
        if (!IsWatching)
            return;
        if (_words < WordsLookedAt)
            LookAt(word);
        if (_isRoutine && parentheses == 0)
            Count(word);
    }

    private void LookAt(ReadOnlySpan<byte> word)
    {
        if (_words == 0)
            Array.Clear(_first);
        _first[_words++] = Initial(word);
        _isRoutine = _first is ['c', 'f' or 'p', ..] or ['c', 'o', 'r', 'f' or 'p'];
        IsWatching = _isRoutine || (_first[0] == 'c' && _words < WordsLookedAt && (_words == 1 || _first[1] == 'o'));
    }

    private static char Initial(ReadOnlySpan<byte> word) =>
        Is(word, "create"u8) || Is(word, "function"u8) || Is(word, "procedure"u8) || Is(word, "or"u8) || Is(word, "replace"u8)
            ? (char)(word[0] | 0x20)
            : '\0';

    private void Count(ReadOnlySpan<byte> word)
    {
        if (Is(word, "begin"u8) || (Depth > 0 && Is(word, "case"u8)))
            Depth++;
        else if (Depth > 0 && Is(word, "end"u8))
            Depth--;
    }

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> keyword) => Ascii.EqualsIgnoreCase(word, keyword);
}
