using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>What is lost when rollback scripts run now: the rows that stand in what they drop.</summary>
public static class RollbackLoss
{
    /// <summary>Longer than this nobody waits for a number.</summary>
    private const string Patience = "2s";

    /// <summary>In words, a table or a column each; empty where nothing stands there.</summary>
    public static async Task<IReadOnlyList<string>> CountAsync(Session session, IEnumerable<Script> scripts, CancellationToken ct)
    {
        var losses = new List<string>();
        foreach (var dropped in scripts.SelectMany(s => s.Statements).SelectMany(s => s.DropsRows).Distinct())
        {
            if (await CountAsync(session, dropped, ct) is { } loss)
            {
                losses.Add(loss);
            }
        }

        return losses;
    }

    /// <summary>The same as the end of a sentence; null where nothing stands there.</summary>
    internal static async Task<string?> SayAsync(Run run, Script script, CancellationToken ct)
    {
        await using var session = await run.Database.OpenAsync(ct);
        var losses = await CountAsync(session, [script], ct);
        return losses.Count == 0 ? null : $"lost: {string.Join(", ", losses)}";
    }

    private static async Task<string?> CountAsync(Session session, DroppedRows dropped, CancellationToken ct)
    {
        var table = new QualifiedName(dropped.Table.Schema, dropped.Table.Name);
        var what = dropped.Column is { } column ? $"column {table}.{column}" : $"table {table}";
        var counted = dropped.Column is null ? "*" : Identifier.Quote(dropped.Column);
        try
        {
            await session.ExecuteTogetherAsync(["BEGIN READ ONLY", $"SET LOCAL statement_timeout = '{Patience}'"], ct);
            var rows = (await session.ReadAsync($"SELECT count({counted}) AS \"Rows\" FROM {table.Quoted}", row => row.Number("Rows"), ct))[0];
            return rows == 0 ? null : $"{what} with {(rows == 1 ? "1" : rows.ToString("N0", System.Globalization.CultureInfo.InvariantCulture))} {(dropped.Column is null ? "row" : "value")}{(rows == 1 ? "" : "s")}";
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName)
        {
            return null;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.QueryCanceled or ServerErrors.LockNotAvailable or PostgresErrorCodes.InsufficientPrivilege)
        {
            return $"{what} with more rows than could be counted within {Patience}";
        }
        finally
        {
            await session.RollBackAsync();
        }
    }
}
