using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Native;

namespace Whimbrel.Sql.Psql;

/// <summary>Which statements PostgreSQL refuses inside a transaction block; the parser is asked only where the first words do not tell.</summary>
public static class TransactionBlock
{
    /// <summary>A statement whose options matter is short; a longer one is not parsed, and counts as refused.</summary>
    private const int LongestParsed = 64 << 10;

    private enum Answer
    {
        No,
        Yes,
        AskParser,
    }

    public static bool Refuses(ReadOnlySpan<byte> statement)
    {
        var words = new SqlWords(statement);
        if (!words.Next() || (words.Current[0] | 0x20) is not ('c' or 'd' or 'r' or 'v' or 'a'))
            return false;

        return ByWords(ref words, statement) switch
        {
            Answer.AskParser => statement.Length > LongestParsed || AskParser(statement),
            var answer => answer == Answer.Yes,
        };
    }

    private static Answer ByWords(ref SqlWords words, ReadOnlySpan<byte> statement)
    {
        if (words.Is("create"u8))
            return Create(ref words);
        if (words.Is("drop"u8))
            return Drop(ref words);
        if (words.Is("alter"u8))
            return Alter(ref words, statement);
        if (words.Is("reindex"u8) || words.Is("cluster"u8))
            return Answer.AskParser;
        if (words.Is("commit"u8) || words.Is("rollback"u8))
            return When(words.NextIs("prepared"u8));
        return When(words.Is("vacuum"u8) || (words.Is("discard"u8) && words.NextIs("all"u8)));
    }

    private static Answer Create(ref SqlWords words)
    {
        if (words.NextIs("subscription"u8))
            return Answer.AskParser;
        if (words.NextIs("database"u8) || words.NextIs("tablespace"u8))
            return Answer.Yes;

        _ = words.NextIs("unique"u8);
        return When(words.NextIs("index"u8) && words.NextIs("concurrently"u8));
    }

    private static Answer Drop(ref SqlWords words) => When(
        words.NextIs("database"u8) || words.NextIs("tablespace"u8) || words.NextIs("subscription"u8)
        || (words.NextIs("index"u8) && words.NextIs("concurrently"u8)));

    private static Answer Alter(ref SqlWords words, ReadOnlySpan<byte> statement)
    {
        if (words.NextIs("system"u8))
            return Answer.Yes;
        if (words.NextIs("database"u8) || words.NextIs("subscription"u8))
            return Answer.AskParser;
        return words.NextIs("table"u8) && Names(statement, "concurrently"u8) ? Answer.AskParser : Answer.No;
    }

    private static bool Names(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> word)
    {
        var words = new SqlWords(statement);
        while (words.Next())
        {
            if (words.Is(word))
                return true;
        }

        return false;
    }

    private static Answer When(bool isRefused) => isRefused ? Answer.Yes : Answer.No;

    /// <summary>What the parser does not know may be a newer server's: it counts as refused.</summary>
    private static bool AskParser(ReadOnlySpan<byte> statement)
    {
        var sql = new byte[statement.Length + 1];
        statement.CopyTo(sql);
        var (json, error) = ParserThreads.Run(() => Parser.Parse(sql, new ByteRange(0, sql.Length - 1)));
        if (error is not null)
            return true;

        foreach (var parsed in Tree.Read(json).Root.Items("stmts"u8))
        {
            var (kind, body) = parsed.Child("stmt"u8)!.Value.Unwrap();
            if (OutsideTransaction.Needs(kind, body))
                return true;
        }

        return false;
    }
}
