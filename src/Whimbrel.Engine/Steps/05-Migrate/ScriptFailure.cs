using System.Text;
using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>Tells where in a script the server found an error: file, line, caret, SQLSTATE.</summary>
internal static class ScriptFailure
{
    /// <param name="left">What state is left, as a clause.</param>
    public static OperatorException Explain(Script script, Statement statement, PostgresException e, string left, ExitCode exitCode)
    {
        var (line, column, caret) = Locate(script, statement, e);
        var (number, total) = (NumberOf(script, statement), script.StatementCount);
        var message = new StringBuilder()
            .Append(Path.GetFileName(statement.Path)).Append(':').Append(line).Append(':').Append(column).Append(": ").Append(e.MessageText)
            .Append(" (SQLSTATE ").Append(e.SqlState).Append(number > 0 ? $", statement {number} of {total}" : "").Append(')')
            .Append('\n').Append(caret);
        Add(message, "DETAIL", e.Detail);
        Add(message, "SERVER'S HINT", e.Hint);
        Add(message, "CONTEXT", e.Where?.Split('\n')[0]);
        return new OperatorException(message.Append('\n').Append(left).ToString(), HintFor(e.SqlState), exitCode, e);
    }

    /// <summary>What is wrong with the script was seen only when it ran: a variable without a value, a file that was changed.</summary>
    public static OperatorException Explain(ScriptException e, string left) => new(
        $"{Path.GetFileName(e.Path)}:{e.Line}:{e.Column}: {e.Problem}\n{left}",
        e.Hint ?? "mend the script, look at it with 'whimbrel check', then run the same command.",
        ExitCode.WentBack,
        e);

    private static void Add(StringBuilder message, string title, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            message.Append('\n').Append(title).Append(": ").Append(text);
        }
    }

    /// <summary>0 for one of a stretch.</summary>
    private static int NumberOf(Script script, Statement statement)
    {
        for (var i = 0; i < script.Statements.Count; i++)
        {
            if (script.Statements[i].ByteOffset == statement.ByteOffset && script.Statements[i].Path == statement.Path && script.Statements[i].IndexInQuery == statement.IndexInQuery)
            {
                return script.Statements[i].Count == 1 ? i + 1 : 0;
            }
        }

        return 0;
    }

    /// <summary>The server counts characters (code points) from 1 in the statement; without a position the statement's start is shown.</summary>
    private static (int Line, int Column, string Caret) Locate(Script script, Statement statement, PostgresException e)
    {
        var (line, column, source) = script.PlaceOf(statement, Utf16Offset(statement.Text, e.Position));
        return (line, column, new ScriptException(statement.Path, line, column, "", source, null).Caret());
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
        ServerErrors.IdleInTransaction => "nothing of ours reached the server in time while locks were held: see what holds up the network or this machine, then run the same command.",
        PostgresErrorCodes.InsufficientPrivilege => "give the user of database.url the missing right, then run the same command.",
        PostgresErrorCodes.DiskFull => "free space on the server, then run the same command.",
        _ => "mend the script, look at it with 'whimbrel check', then run the same command.",
    };
}
