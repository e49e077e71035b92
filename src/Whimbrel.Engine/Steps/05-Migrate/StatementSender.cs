using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.MigrateData;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>Sends one statement as psql would: with its rows, or with its answer kept in variables.</summary>
internal sealed class StatementSender(Session session, Script script, PartSource source)
{
    /// <returns>The number of rows that it changed, or -1.</returns>
    public async Task<long> SendAsync(Statement statement, CancellationToken ct)
    {
        if (statement.Expects is not null)
        {
            return await new Expectation(session, script, statement).AssertAsync(ct);
        }

        if (statement.ReadsStdin)
        {
            source.BeginRows();
            return await session.CopyInAsync(statement.Text, source.NextRows, ct);
        }

        if (statement.StoresInto is not { } prefix)
        {
            return await session.ExecuteAsync(statement.Text, ct);
        }

        var rows = new List<IReadOnlyList<Cell>>();
        await session.ForEachRowAsync(statement.Text, rows.Add, ct);
        if (rows.Count != 1)
        {
            throw new ScriptException(statement.Path, statement.Line, statement.Column, $"\\gset wants one row, and the statement gave {rows.Count}", null, "let the statement give exactly one row.");
        }

        source.Store(prefix, [.. rows[0].Select(cell => new KeyValuePair<string, string?>(cell.Name, cell.Text))]);
        return rows.Count;
    }
}
