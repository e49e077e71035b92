using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Schema;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>A query of the application, with $1, $2 … where its values stood.</summary>
/// <param name="User">Who sends it; null where any may.</param>
/// <param name="CallsPerMinute">Null where nobody has counted it.</param>
internal sealed record ApplicationQuery(string Text, string? User, double? CallsPerMinute)
{
    /// <summary>What pg_stat_statements has counted in this database; where it cannot be read, why.</summary>
    internal static async Task<(IReadOnlyList<ApplicationQuery> Queries, string? WhyNot)> ReadAsync(Session session, CancellationToken ct)
    {
        var (place, whyNot) = await RecordedQueries.FindAsync(session, ct);
        if (place is null)
        {
            return ([], whyNot);
        }

        await session.ExecuteAsync("BEGIN READ ONLY", ct);
        try
        {
            await session.ExecuteAsync("SELECT set_config('search_path', $1, true)", ct, Identifier.Quote(place));
            var queries = await session.QueryAsync("application_queries", row => new ApplicationQuery(row.Text("Query"), row.Text("User"), row.OptionalReal("CallsPerMinute")), ct);
            return (queries, null);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return ([], $"pg_stat_statements cannot be read: {e.MessageText}");
        }
        finally
        {
            await session.RollBackAsync();
        }
    }

    /// <summary>Those of the new version, from a file.</summary>
    /// <exception cref="OperatorException">When it cannot be read.</exception>
    internal static IReadOnlyList<ApplicationQuery> ReadFile(string path)
    {
        try
        {
            return [.. Script.Read(path).Statements.Select(s => new ApplicationQuery(s.Text, null, null))];
        }
        catch (Exception e) when (e is ScriptException or IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"the queries in {path} cannot be read: {e.Message}; nothing was changed", "mend that file, or remove rehearsal.queries.", ExitCode.Refused, e);
        }
    }
}
