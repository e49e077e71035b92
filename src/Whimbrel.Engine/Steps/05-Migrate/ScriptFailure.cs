using System.Text;
using Npgsql;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>Tells where in a script the server found an error: file, line, caret, SQLSTATE.</summary>
internal static class ScriptFailure
{
    /// <param name="left">What state is left, as a clause.</param>
    public static OperatorException Explain(Script script, Statement statement, PostgresException e, string left, ExitCode exitCode)
    {
        var (line, column, caret) = Locate(script, statement, e);
        var number = script.Statements.ToList().IndexOf(statement) + 1;
        var message = new StringBuilder()
            .Append(Path.GetFileName(script.Path)).Append(':').Append(line).Append(':').Append(column).Append(": ").Append(e.MessageText)
            .Append(" (SQLSTATE ").Append(e.SqlState).Append(", statement ").Append(number).Append(" of ").Append(script.Statements.Count).Append(')')
            .Append('\n').Append(caret);
        Add(message, "DETAIL", e.Detail);
        Add(message, "SERVER'S HINT", e.Hint);
        Add(message, "CONTEXT", e.Where?.Split('\n')[0]);
        return new OperatorException(message.Append('\n').Append(left).ToString(), HintFor(e.SqlState), exitCode, e);
    }

    private static void Add(StringBuilder message, string title, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            message.Append('\n').Append(title).Append(": ").Append(text);
        }
    }

    /// <summary>The server counts characters (code points) from 1 in the statement; without a position the statement's start is shown.</summary>
    private static (int Line, int Column, string Caret) Locate(Script script, Statement statement, PostgresException e)
    {
        var offset = statement.Offset + Utf16Offset(statement.Text, e.Position);
        var before = script.Text.AsSpan(0, offset);
        var lineStart = before.LastIndexOfAny('\r', '\n') + 1;
        var line = before.Count('\n') + before.Count('\r') - before.Count("\r\n") + 1;
        var lineLength = script.Text.AsSpan(lineStart).IndexOfAny('\r', '\n');
        var source = lineLength < 0 ? script.Text[lineStart..] : script.Text.Substring(lineStart, lineLength);
        var column = offset - lineStart + 1;
        var problem = new ScriptException(script.Path, line, column, "", source, null);
        return (line, column, problem.Caret());
    }

    private static int Utf16Offset(string text, int position)
    {
        var offset = 0;
        for (var character = 1; character < position && offset < text.Length; character++)
        {
            offset += char.IsHighSurrogate(text[offset]) && offset + 1 < text.Length ? 2 : 1;
        }

        return Math.Min(offset, Math.Max(0, text.Length - 1));
    }

    private static string HintFor(string state) => state switch
    {
        PostgresErrorCodes.QueryCanceled => "it ran into statement_timeout: raise it with -- whimbrel:timeout 1h in the script, then run the same command.",
        PostgresErrorCodes.InsufficientPrivilege => "give the user of database.url the missing right, then run the same command.",
        PostgresErrorCodes.DiskFull => "free space on the server, then run the same command.",
        _ => "mend the script, look at it with 'whimbrel check', then run the same command.",
    };
}
