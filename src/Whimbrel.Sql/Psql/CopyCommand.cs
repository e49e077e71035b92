using System.Text;

namespace Whimbrel.Sql.Psql;

/// <summary>psql's <c>\copy</c>: the COPY statement that it sends, and where the rows are.</summary>
internal sealed class CopyCommand
{
    private readonly StringBuilder _target = new();

    /// <summary>What psql sends, blank for blank.</summary>
    internal byte[] Statement { get; private set; } = [];

    /// <summary>null when the rows stand in the script.</summary>
    internal string? File { get; private set; }

    /// <summary>Empty when it is supported.</summary>
    internal string Refusal { get; private set; } = "";

    internal bool ReadsRows => Refusal.Length == 0;

    /// <summary>null for a syntax error.</summary>
    internal static CopyCommand? Read(string line, bool isStandard)
    {
        var words = new CopyWords(line);
        var copy = new CopyCommand();
        return copy.Target(words, isStandard) && copy.Source(words) ? copy : null;
    }

    private bool Target(CopyWords words, bool isStandard)
    {
        if (words.Next(".,()", '"') is not { } word)
            return false;
        if (word.Equals("binary", StringComparison.OrdinalIgnoreCase))
        {
            _ = _target.Append(word);
            word = words.Next(".,()", '"');
        }

        if (word == "(")
            word = Query(words, isStandard);
        return word is not null && Table(words, word);
    }

    /// <summary>Returns the last parenthesis, which the caller adds; null when there is none.</summary>
    private string? Query(CopyWords words, bool isStandard)
    {
        var word = "(";
        for (var depth = 1; depth > 0 && word is not null; depth += word == "(" ? 1 : word == ")" ? -1 : 0)
        {
            _ = _target.Append(' ').Append(word);
            word = words.Next("()", '"', '\'', isStandard ? '\0' : '\\');
        }

        return word;
    }

    private bool Table(CopyWords words, string word)
    {
        _ = _target.Append(' ').Append(word);
        var next = words.Next(".,()", '"');
        if (next == ".")
        {
            _ = _target.Append(next).Append(words.Next(".,()", '"'));
            next = words.Next(".,()", '"');
        }

        if (next == "(")
        {
            for (; next is not null and not ")"; next = words.Next("()", '"'))
                _ = _target.Append(' ').Append(next);
            _ = _target.Append(' ').Append(next);
            next = words.Next(".,()", '"');
        }

        Refusal = "to".Equals(next, StringComparison.OrdinalIgnoreCase) ? "rows cannot be sent elsewhere" : "";
        return Refusal.Length > 0 || "from".Equals(next, StringComparison.OrdinalIgnoreCase);
    }

    private bool Source(CopyWords words)
    {
        var isFrom = ReadsRows;
        var word = words.Next(";", '\'');
        switch (word?.ToUpperInvariant())
        {
            case null:
                return false;
            case "PROGRAM":
                Refusal = "programs are not run";
                if (words.Next(";", '\'') is not ['\'', .., '\''])
                    return false;
                break;
            case "STDIN" or "STDOUT":
                break;
            case "PSTDIN" or "PSTDOUT":
                Refusal = isFrom ? "the rows would come from psql's own input" : Refusal;
                break;
            default:
                File = Unquoted(word);
                break;
        }

        Statement = Encoding.UTF8.GetBytes($"COPY {_target}{(isFrom ? " FROM STDIN " : " TO STDOUT ")}{words.Rest()}");
        return true;
    }

    private static string Unquoted(string word) =>
        word is ['\'', .. var inner, '\''] ? inner.Replace("''", "'", StringComparison.Ordinal) : word;
}
