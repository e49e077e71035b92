using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>One command of an ALTER TABLE, as a statement of its own.</summary>
/// <param name="Statement">ALTER TABLE name command, parsed by itself.</param>
/// <param name="Head">ALTER TABLE name, as it is written.</param>
/// <param name="Text">The command as it is written.</param>
internal sealed record TableCommand(ParsedStatement Statement, string Head, string Text)
{
    private static readonly string[][] _passes =
    [
        ["AT_DropColumn", "AT_DropConstraint"], ["AT_AlterColumnType"], ["AT_AddColumn"],
        ["AT_ColumnDefault", "AT_SetNotNull", "AT_DropNotNull", "AT_SetExpression", "AT_DropExpression", "AT_AddIdentity", "AT_SetIdentity", "AT_DropIdentity", "AT_SetStatistics", "AT_SetStorage", "AT_SetCompression"],
        ["AT_AddConstraint"],
    ];

    /// <summary>Its comments, to stand before it once it is a statement of its own.</summary>
    internal string Lead { get; init; } = "";

    /// <summary>As the statement names it.</summary>
    internal RelationName Table { get; } = Statement.Body.Relation("relation"u8) ?? default;

    internal Node Command { get; } = Statement.Body.Items("cmds"u8).First().Unwrap().Body;

    internal string Subtype => Command.Word("subtype"u8) ?? "";

    internal string Column => Command.Word("name"u8) ?? "";

    /// <summary>The table's name as it must stand in other statements.</summary>
    internal string Quoted => Identifier.Quote(Table);

    internal bool IfExists => Statement.Body.Flag("missing_ok"u8);

    /// <summary>The definition of the constraint or column that it adds.</summary>
    internal Node? Definition(ReadOnlySpan<byte> kind) => Command.Child("def"u8)?.Child(kind);

    internal RelationName ResolvedIn(DatabaseSchema schema) => schema.Resolve(Table);

    internal TableCommand With(string command) => Of(Head, command);

    internal static TableCommand Of(string head, string command) => new(SqlText.Parse($"{head} {command}"), head, command);

    /// <summary>ADD CONSTRAINT name …: with the name written out.</summary>
    internal string Named(string name) =>
        Definition("Constraint"u8)?.Word("conname"u8) is null ? $"ADD CONSTRAINT {Identifier.Quote(name)}{Text["ADD".Length..]}" : Text;

    /// <summary>Those of a statement; empty when its text cannot be told apart.</summary>
    internal static List<TableCommand> Of(ParsedStatement statement)
    {
        var texts = CommandTexts.Of(statement);
        if (texts.Count == 0)
            return [];

        var head = SqlText.Cut(statement.Text, 0, statement.Text.IndexOf(texts[0], StringComparison.Ordinal));
        var commands = texts.Select(text => Of(head, SqlText.Cut(text, LeadingComments.FirstToken(text, 0), text.Length)) with { Lead = Comments(text) }).ToList();
        for (var i = 1; i < commands.Count; i++)
        {
            // Behind the comma on its line, it is about the command before.
            var line = statement.Text[..statement.Text.IndexOf(texts[i], StringComparison.Ordinal)].TrimEnd(' ', '\t');
            var first = line.EndsWith(',') ? commands[i].Lead.IndexOf('\n', StringComparison.Ordinal) + 1 : 0;
            (commands[i - 1], commands[i]) = (commands[i - 1] with { Lead = commands[i - 1].Lead + commands[i].Lead[..first] }, commands[i] with { Lead = commands[i].Lead[first..] });
        }

        return commands;
    }

    /// <summary>Those around the command, one a line; what stands within stays there.</summary>
    private static string Comments(string text)
    {
        var from = LeadingComments.FirstToken(text, 0);
        var end = LeadingComments.EndOfLastToken(text, 0, text.Length);
        var comments = new List<string>();
        var lexer = new SqlLexer(text);
        while (lexer.Next(out var token))
        {
            if (token.Kind == TokenKind.Comment && (token.Start < from || token.Start >= end))
                comments.Add(text[token.Start..token.End] + "\n");
        }

        return string.Concat(comments);
    }

    /// <summary>As the server takes them, whatever their order in the statement: what is dropped first, then columns, then constraints.</summary>
    internal static IEnumerable<TableCommand> InServersOrder(IEnumerable<TableCommand> commands) => commands.OrderBy(Pass);

    private static int Pass(TableCommand command) => Array.FindIndex(_passes, p => p.Contains(command.Subtype, StringComparer.Ordinal)) is >= 0 and var pass
        ? (pass * 2) + (pass == 4 && command.Definition("Constraint"u8)?.Word("contype"u8) is "CONSTR_FOREIGN" or "CONSTR_CHECK" ? 1 : 0)
        : 10;
}
