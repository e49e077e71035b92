using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.MigrateData;
using Whimbrel.Sql;
using Whimbrel.Sql.Native;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>
/// Sends the statements of a part as psql would: each with its rows, or with its answer kept in variables. Those of a stretch that only change rows go
/// out many at a time, each still a command of its own, while the next are read.
/// </summary>
/// <param name="behind">Called behind each statement that stands alone: it may have changed the session.</param>
internal sealed class StatementSender(Session session, Script script, PartSource source, RanStatements ran, Func<Statement, Task> behind)
{
    private IReadOnlyList<Statement> _sent = [];

    /// <exception cref="ScriptException">When the script cannot be read on.</exception>
    public async Task SendAllAsync(CancellationToken ct)
    {
        var reading = Task.FromResult(source.NextTogether());
        try
        {
            while (await reading is { Statements.Count: > 0 } together)
            {
                _sent = together.Statements;
                // What another statement stores is needed to read on; a stretch stores nothing.
                reading = together.IsStretch ? ParserThreads.Start(source.NextTogether) : reading;
                await (together.IsStretch ? SendStretchAsync(together, ct) : SendOneAsync(together.Statements[0], ct));
                reading = together.IsStretch ? reading : Task.FromResult(source.NextTogether());
            }
        }
        finally
        {
            // Nobody may read the source any more; what that reading found is of no use now.
            await Task.WhenAny(reading);
        }
    }

    /// <summary>Of those that were sent last, the one that the server refused.</summary>
    public Statement Refused(PostgresException e) => _sent.FirstOrDefault(s => ReferenceEquals(s.Text, e.BatchCommand?.CommandText)) ?? _sent[0];

    private Task SendStretchAsync(StatementsTogether together, CancellationToken ct) =>
        ran.MeasureAsync(script.Statements[together.Index], _sent.Count, () => session.ExecuteTogetherAsync([.. _sent.Select(s => s.Text)], ct));

    private async Task SendOneAsync(Statement statement, CancellationToken ct)
    {
        await ran.MeasureAsync(statement, () => SendAsync(statement, ct));
        await behind(statement);
    }

    /// <returns>The number of rows that it changed, or -1.</returns>
    private async Task<long> SendAsync(Statement statement, CancellationToken ct)
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
