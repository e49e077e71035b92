using Whimbrel.Engine.Postgres;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.Locks;

/// <summary>What a transaction locked beyond its footprint: by dynamic SQL, by a function, or because the lock model is wrong.</summary>
internal static class UnforeseenLocks
{
    /// <summary>Looks before the transaction ends; never from its own session.</summary>
    /// <returns>Each as <c>AccessExclusiveLock on public.users</c>.</returns>
    internal static async Task<IReadOnlyList<string>> FindAsync(Database database, int backend, IReadOnlyList<RelationLock> foreseen, CancellationToken ct)
    {
        await using var session = await database.OpenToWatchAsync(ct);
        var names = foreseen.Select(l => new QualifiedName(l.Relation.Schema, l.Relation.Name).Quoted).ToArray();
        var modes = foreseen.Select(l => l.Mode.Name()).ToArray();
        return await session.QueryAsync("unforeseen_locks", row => $"{row.Text("Mode")} on {row.Text("Relation")}", ct, (long)backend, names, modes);
    }
}
