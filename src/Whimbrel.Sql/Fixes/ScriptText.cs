using System.Text;

namespace Whimbrel.Sql.Fixes;

/// <summary>A statement as it stands in the file, with its comments.</summary>
/// <param name="Lead">Comments and directives; ends with an empty line where one was, so that a directive belongs to what it belonged to.</param>
/// <param name="Text">Without the final semicolon, with its comments.</param>
internal sealed record WrittenStatement(Statement Statement, ParsedStatement Tree, string Lead, string Text);

/// <summary>Cuts a script into statements with their comments.</summary>
internal static class ScriptText
{
    /// <summary>null when the script holds what cannot be moved into other files; then <paramref name="why"/> says what.</summary>
    internal static List<WrittenStatement>? Cut(ParsedScript script, out string? why)
    {
        why = WhyNot(script);
        if (why is not null)
            return null;

        var text = script.Script.Text!;
        var bytes = Encoding.UTF8.GetBytes(text);
        var bom = script.Script.Files[0].Content is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        var (cut, behind) = (new List<WrittenStatement>(), 0);
        foreach (var (statement, tree) in script.Script.Statements.Zip(script.Statements))
        {
            var from = Encoding.UTF8.GetCharCount(bytes.AsSpan(0, (int)statement.TextOffset!.Value - bom));
            var end = EndOf(text, from, statement.Text);
            var lead = text[behind..from];
            if (lead.Contains('\\', StringComparison.Ordinal))
                why = $"line {statement.Line}: a command of psql stands before it, which cannot be cut apart from the rest";
            behind = BehindSemicolon(text, end, out var comment);
            cut.Add(new WrittenStatement(statement, tree, Trim(lead) + comment, text[from..end]));
        }

        return why is null && !text[behind..].Contains('\\', StringComparison.Ordinal) ? cut : null;
    }

    private static string? WhyNot(ParsedScript script)
    {
        var statements = script.Script.Statements;
        if (script.Script.Text is null || statements.Count != script.Statements.Count)
            return "the script is too large";
        return statements.FirstOrDefault(s => s.Path != script.Script.Path || s.TextOffset is null || s.Unresolved is not null || s.StoresInto is not null || s.ReadsStdin || s.Count > 1
                || s.Control is TransactionControl.Savepoint or TransactionControl.Release or TransactionControl.RollbackTo or TransactionControl.Rollback or TransactionControl.Other) is { } odd
            ? $"line {odd.Line}: {odd.Summary} depends on what stands around it (a variable, rows, an included file, a savepoint), so that the script cannot be cut"
            : null;
    }

    /// <summary>psql leaves out empty lines, so the file's text is longer: as many tokens as the statement has.</summary>
    private static int EndOf(string text, int from, string statement)
    {
        var (left, end) = (SqlText.Tokens(statement).Count, from);
        var lexer = new SqlLexer(text, from);
        while (left > 0 && lexer.Next(out var token))
        {
            if (token.Kind == TokenKind.Comment)
                continue;
            left--;
            end = token.End;
        }

        return end;
    }

    /// <param name="comment">One that stands behind it on its line, as a line of its own; it is the statement's.</param>
    private static int BehindSemicolon(string text, int end, out string comment)
    {
        comment = "";
        var lexer = new SqlLexer(text, end);
        if (!lexer.Next(out var semicolon) || text[semicolon.Start] != ';')
            return end;
        if (!lexer.Next(out var next) || next.Kind != TokenKind.Comment || text.AsSpan(semicolon.End, next.Start - semicolon.End).Contains('\n'))
            return semicolon.End;

        comment = $"{text[next.Start..next.End]}\n";
        return next.End;
    }

    private static string Trim(string lead)
    {
        var lines = lead.Trim(' ', '\t', '\r', '\n', ';');
        if (lines.Length == 0)
            return "";

        var gap = lead[(lead.IndexOf(lines, StringComparison.Ordinal) + lines.Length)..];
        return lines + (gap.Count(c => c == '\n') > 1 ? "\n\n" : "\n");
    }
}
