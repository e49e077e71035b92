using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>The text between a routine's quotes, and where it stands in the script.</summary>
internal sealed class RoutineSource
{
    private readonly bool _doublesQuotes;
    private readonly (int Line, int Column) _start;

    private RoutineSource(ParsedStatement statement, string text, string language)
    {
        Text = text;
        Language = language;
        Literal = FindLiteral(statement.Text, text);
        _doublesQuotes = statement.Text[Literal.Start] != '$';
        var quote = _doublesQuotes ? '\'' : '$';
        _start = PlaceInStatement(statement, statement.Text.IndexOf(quote, Literal.Start + (_doublesQuotes ? 0 : 1)) + 1);
    }

    /// <summary>Without the quotes, and with what they hide.</summary>
    internal string Text { get; }

    /// <summary>In lower case.</summary>
    internal string Language { get; }

    /// <summary>The quoted body in the statement's text.</summary>
    internal Token Literal { get; }

    /// <summary>null for a statement without a quoted body: BEGIN ATOMIC, and all that make no routine.</summary>
    internal static RoutineSource? Of(ParsedStatement statement)
    {
        var options = statement.Kind switch
        {
            "DoStmt" => statement.Body.Items("args"u8),
            "CreateFunctionStmt" => statement.Body.Items("options"u8),
            _ => [],
        };
        string? text = null, language = statement.Kind == "DoStmt" ? "plpgsql" : "sql";
        foreach (var option in options.Select(item => item.Unwrap().Body))
        {
            if (option.Is("defname"u8, "as"u8))
                text = option.Child("arg"u8)?.NameParts().LastOrDefault();
            else if (option.Is("defname"u8, "language"u8))
                language = option.Child("arg"u8)?.NameParts().FirstOrDefault() ?? language;
        }

        return text is null ? null : new RoutineSource(statement, text, language.ToLowerInvariant());
    }

    /// <summary>The place in the script of an offset in <see cref="Text"/>.</summary>
    internal (int Line, int Column) Place(int offset)
    {
        var before = Text.AsSpan(0, Math.Min(offset, Text.Length));
        var line = before[(before.LastIndexOf('\n') + 1)..];
        return Behind(_start, before.Count('\n'), line.Length + (_doublesQuotes ? line.Count('\'') : 0));
    }

    /// <summary>The place in the script of an offset in a statement's text.</summary>
    internal static (int Line, int Column) PlaceInStatement(ParsedStatement statement, int offset)
    {
        if (statement.PlaceOf is { } placeOf)
            return placeOf(offset);

        var before = statement.Text.AsSpan(0, offset);
        return Behind((statement.Line, statement.Column), before.Count('\n'), before.Length - before.LastIndexOf('\n') - 1);
    }

    private static (int Line, int Column) Behind((int Line, int Column) start, int lines, int columns) =>
        lines == 0 ? (start.Line, start.Column + columns) : (start.Line + lines, columns + 1);

    /// <summary>The string whose value the body is; a value with escapes is the last string there.</summary>
    private static Token FindLiteral(string statement, string value)
    {
        var lexer = new SqlLexer(statement);
        Token last = default;
        while (lexer.Next(out var token))
        {
            if (token.Kind != TokenKind.Text)
                continue;
            last = token;
            if (IsValue(statement.AsSpan(token.Start, token.End - token.Start), value))
                break;
        }

        return last;
    }

    private static bool IsValue(ReadOnlySpan<char> literal, string value)
    {
        if (literal[0] != '$')
            return literal[0] == '\'' && literal[1..^1].ToString().Replace("''", "'", StringComparison.Ordinal) == value;

        var tag = literal[1..].IndexOf('$') + 2;
        return literal[tag..^tag].SequenceEqual(value);
    }
}
