using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.Migrate;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Verify;

/// <summary>Runs a verify script in a read-only transaction: an exception, or a boolean that is not true, is a failed check.</summary>
internal static class VerifyScript
{
    public static async Task<IReadOnlyList<Check>> RunAsync(Session session, Script script, TimeSpan wait, CancellationToken ct)
    {
        var checks = new List<Check>();
        await session.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ct);
        await session.ExecuteAsync($"SET LOCAL lock_timeout = {(long)wait.TotalMilliseconds}", ct);
        foreach (var statement in script.Statements.Where(s => s.Control is null))
        {
            var name = $"{Path.GetFileName(script.Path)}:{statement.Line}";
            try
            {
                checks.Add(await RunStatementAsync(session, statement, name, ct));
            }
            catch (PostgresException e)
            {
                var failure = ScriptFailure.Explain(script, statement, e, "nothing was changed by the verify script", ExitCode.FoundErrors);
                checks.Add(new Check(name, Ok: false, failure.Message));
                break;
            }
        }

        await session.RollBackAsync();
        return checks;
    }

    private static async Task<Check> RunStatementAsync(Session session, Statement statement, string name, CancellationToken ct)
    {
        var rows = 0;
        string? broken = null;
        await session.ForEachRowAsync(
            statement.Text,
            row =>
            {
                rows++;
                if (broken is null && row.Any(IsNotTrue))
                {
                    broken = string.Join(", ", row.Select(c => $"{c.Name} = {c.Text ?? "NULL"}"));
                }
            },
            ct);
        return broken is null
            ? new Check(name, Ok: true, $"{statement.Summary}: {(rows == 1 ? "1 row" : $"{rows} rows")}")
            : new Check(name, Ok: false, $"{statement.Summary}: not true: {broken}");
    }

    /// <summary>An assertion that is false, or that nobody can tell (NULL).</summary>
    private static bool IsNotTrue(Cell cell) => cell.IsBoolean && cell.Text != "t";
}
