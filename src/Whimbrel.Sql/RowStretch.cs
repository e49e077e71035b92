using Whimbrel.Sql.Native;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql;

/// <summary>
/// Tells whether a statement only goes on with what the one before it does: INSERT … VALUES into the same columns.
/// PostgreSQL's parser still judges it, but no tree is made: what is known of the first is true of it too.
/// </summary>
internal sealed class RowStretch
{
    private byte[] _head = [];
    private byte[] _terminated = new byte[1 << 12];

    private static ReadOnlySpan<byte> Values => "VALUES"u8;

    /// <summary>The same kind of change to the same relations, with nothing that must be known of each.</summary>
    internal static bool AreAlike(Statement one, Statement next) =>
        next.Kind is "InsertStmt" or "UpdateStmt" or "DeleteStmt" or "SelectStmt"
        && one.Kind == next.Kind && one.Path == next.Path && one.IndexInQuery == 0 && next.IndexInQuery == 0
        && IsPlain(one) && IsPlain(next)
        && one.Summary == next.Summary && one.Relations.SequenceEqual(next.Relations);

    /// <summary>Remembers how the statement begins, when it is INSERT … VALUES.</summary>
    internal void Begin(Statement statement, PsqlItem item) => _head = statement.Kind == "InsertStmt" && IsPlain(statement) ? HeadOf(item.Text).ToArray() : [];

    internal bool Continues(Statement last, PsqlItem item)
    {
        if (_head.Length == 0 || item.StoresInto is not null || item.Unresolved is not null || item.CopiesFromStdin > 0 || item.Place.Path != last.Path)
            return false;

        var text = item.Text;
        return text.StartsWith(_head) && HeadOf(text).Length == _head.Length && !HasQuery(text) && IsOneStatement(text);
    }

    /// <summary>Constants in its rows, and nothing that is called: a parenthesis never stands behind a word.</summary>
    internal bool HasOnlyConstants(PsqlItem item)
    {
        if (_head.Length == 0 || item.Text.Length <= _head.Length)
            return false;

        var rows = item.Text[_head.Length..];
        var open = rows.IndexOf((byte)'(');
        while (open >= 0)
        {
            var behind = rows[(open + 1)..];
            var next = behind.IndexOf((byte)'(');
            if (next >= 0 && IsWord(behind[..next].TrimEnd(" \t\r\n"u8)))
                return false;
            rows = behind;
            open = next;
        }

        return true;
    }

    private static bool IsWord(ReadOnlySpan<byte> before) => !before.IsEmpty && before[^1] is not ((byte)',' or (byte)'(');

    private static bool IsPlain(Statement statement) =>
        statement is { Destroys: null, StoresInto: null, Unresolved: null, SetsLockTimeout: false, ReadsStdin: false };

    /// <summary>Up to VALUES; empty when there is none.</summary>
    private static ReadOnlySpan<byte> HeadOf(ReadOnlySpan<byte> text)
    {
        var upper = text.IndexOf(Values);
        var at = upper >= 0 ? upper : text.IndexOf("values"u8);
        return at < 0 ? [] : text[..(at + Values.Length)];
    }

    private static bool HasQuery(ReadOnlySpan<byte> text) =>
        text.IndexOf("SELECT"u8) >= 0 || text.IndexOf("select"u8) >= 0 || text.IndexOf("Select"u8) >= 0;

    private bool IsOneStatement(ReadOnlySpan<byte> text)
    {
        if (_terminated.Length <= text.Length)
            _terminated = new byte[text.Length * 2];
        text.CopyTo(_terminated);
        _terminated[text.Length] = 0;
        var (statements, error) = Parser.Split(_terminated);
        return error is null && statements.Count == 1;
    }
}
