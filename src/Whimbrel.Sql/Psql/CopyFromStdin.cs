namespace Whimbrel.Sql.Psql;

/// <summary>Whether rows follow a statement: COPY … FROM STDIN, by its first words.</summary>
internal static class CopyFromStdin
{
    internal static bool Is(ReadOnlySpan<byte> statement)
    {
        var words = new SqlWords(statement);
        return words.NextIs("copy"u8) && ReadsStdin(ref words);
    }

    /// <summary>How many there are among statements that <c>\;</c> joined.</summary>
    internal static int CountIn(ReadOnlySpan<byte> statements)
    {
        var words = new SqlWords(statements);
        var count = 0;
        while (words.Next())
        {
            count += words.Is("copy"u8) && ReadsStdin(ref words) ? 1 : 0;
            while (!words.IsEnd && !words.Is(";"u8))
                _ = words.Next();
        }

        return count;
    }

    /// <summary>FROM is reserved, so the first one outside parentheses is COPY's own; STDOUT is allowed for STDIN.</summary>
    private static bool ReadsStdin(ref SqlWords words)
    {
        var depth = 0;
        while (words.Next() && !words.Is(";"u8))
        {
            depth += words.Is("("u8) ? 1 : words.Is(")"u8) ? -1 : 0;
            if (depth == 0 && words.Is("to"u8))
                return false;
            if (depth == 0 && words.Is("from"u8))
                return words.Next() && (words.Is("stdin"u8) || words.Is("stdout"u8));
        }

        return false;
    }
}
