using Npgsql;
using Whimbrel.Sql;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>Runs a form in a transaction that is rolled back, and looks at what it holds.</summary>
internal static class Observation
{
    internal static async Task<Observed> OfAsync(ProofServer server, Form form)
    {
        var connection = server.Connection;
        await ProofServer.ExecuteAsync(connection, "BEGIN");
        try
        {
            var before = await RelationState.ReadAsync(connection);
            await ProofServer.ExecuteAsync(connection, form.Sql);
            var locks = await RelationState.ReadLocksAsync(connection, connection.ProcessID);
            var after = await RelationState.ReadAsync(connection);
            return new Observed
            {
                Locks = locks.Where(l => before.ContainsKey(l.Key) && !IsWeak(before[l.Key], l.Value)).ToDictionary(l => before[l.Key].Name, l => l.Value),
                Referred = locks.Where(l => l.Value == LockMode.AccessShare && before.GetValueOrDefault(l.Key)?.Kind is "S" or "c").Select(l => before[l.Key].Name).ToHashSet(),
                Rewrites = await RewritesAsync(connection, before, after),
                Scans = before.Values.Where(b => b.Kind is "r" or "m" && after.GetValueOrDefault(b.Oid)?.RowsRead > b.RowsRead).Select(b => b.Name).ToHashSet(),
            };
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ActiveSqlTransaction)
        {
            return new Observed { RunsOutsideTransaction = true };
        }
        finally
        {
            await ProofServer.ExecuteAsync(connection, "ROLLBACK");
        }
    }

    /// <summary>Who reads or writes a table opens its indexes in the same mode: that is not listed.</summary>
    internal static bool IsWeak(RelationState relation, LockMode mode) => relation.Kind is "i" or "I" && mode <= LockMode.RowExclusive;

    /// <summary>Another file with rows in it: TRUNCATE makes a new one too, but writes nothing.</summary>
    internal static async Task<IReadOnlySet<RelationName>> RewritesAsync(NpgsqlConnection connection, IReadOnlyDictionary<long, RelationState> before, IReadOnlyDictionary<long, RelationState> after)
    {
        var rewrites = new HashSet<RelationName>();
        foreach (var old in before.Values.Where(b => b.Kind is "r" or "m" or "i"))
        {
            if (after.GetValueOrDefault(old.Oid) is { } now && now.File != old.File && !await RelationState.IsEmptyAsync(connection, old.Table))
            {
                _ = rewrites.Add(old.Name);
            }
        }

        return rewrites;
    }
}
