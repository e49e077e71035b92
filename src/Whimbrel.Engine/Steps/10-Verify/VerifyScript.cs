using System.Globalization;
using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.Migrate;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Verify;

/// <summary>Runs a verify script in a read-only transaction: an exception, or a boolean that is not true, is a failed check.</summary>
internal static class VerifyScript
{
    public static async Task<IReadOnlyList<Check>> RunAsync(Session session, Script script, CancellationToken ct)
    {
        var checks = new List<Check>();
        await session.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ct);
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
                if (broken is null && IsBoolean(row) && row.Any(c => c.Value is false or null && !IsOtherNull(row, c)))
                {
                    broken = string.Join(", ", row.Select(c => $"{c.Name} = {Convert.ToString(c.Value ?? "NULL", CultureInfo.InvariantCulture)}"));
                }
            },
            ct);
        return broken is null
            ? new Check(name, Ok: true, $"{statement.Summary}: {(rows == 1 ? "1 row" : $"{rows} rows")}")
            : new Check(name, Ok: false, $"{statement.Summary}: not true: {broken}");
    }

    private static bool IsBoolean(IReadOnlyList<(string Name, object? Value)> row) => row.Any(c => c.Value is bool) || row.Count == 1;

    /// <summary>A NULL beside a boolean is data; alone in its row it is an assertion that is not true.</summary>
    private static bool IsOtherNull(IReadOnlyList<(string Name, object? Value)> row, (string Name, object? Value) column) => column.Value is null && row.Count > 1;
}
