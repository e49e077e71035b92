using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>What forbids that another database takes the live one's name: told by name, before anything is touched.</summary>
internal static class Obstacles
{
    internal static async Task AssertNoneAsync(Run run, CancellationToken ct)
    {
        var (database, facts) = (run.Database, run.Facts.Restore!);
        if (database.Identity.IsInRecovery)
        {
            throw new OperatorException($"{database.Address} is a standby: it only replays what its primary does; nothing was changed", "name the primary in database.url.");
        }

        await using var session = await database.OpenAsync(ct);
        await AssertRightsAsync(session, database, facts, ct);
        await AssertNothingBelongsToItAsync(session, database.Address, ct);
        await AssertNamesAreFreeAsync(session, facts, ct);
        if ((await DrainedSession.ReadAsync(session, [run.Facts.Database.Name], run.Facts.Id, ct)).FirstOrDefault(s => !s.MayEnd(facts.Consents)) is { } protectedOne)
        {
            throw protectedOne.Refuse("nothing was changed");
        }
    }

    /// <summary>Prepared transactions, replication slots and subscriptions of this database.</summary>
    internal static async Task AssertNothingBelongsToItAsync(Session session, ServerAddress address, CancellationToken ct)
    {
        var found = await session.QueryAsync("restore_obstacles", row => (Kind: row.Text("Kind"), Name: row.Text("Name"), EndWith: row.Text("EndWith")), ct);
        if (found.Count > 0)
        {
            throw new OperatorException(
                $"{address} has what would not move to the restored database: {string.Join(", ", found.Select(f => $"{f.Kind} {f.Name}"))}; nothing was changed",
                $"end or stop it first, if it is not needed: {string.Join(' ', found.Select(f => f.EndWith))}");
        }
    }

    /// <summary>The name that the live one gets is nobody else's.</summary>
    internal static async Task AssertNamesAreFreeAsync(Session session, RestoreFacts facts, CancellationToken ct)
    {
        var taken = await session.QueryAsync("databases_named", row => row.Text("Name"), ct, [new[] { facts.Old }]);
        if (taken.Count > 0)
        {
            throw new OperatorException($"there is a database {facts.Old} already: the live one could not keep that name; nothing was changed", "rename it, or drop it with 'whimbrel restore --drop-old'.");
        }
    }

    private static async Task AssertRightsAsync(Session session, Database database, RestoreFacts facts, CancellationToken ct)
    {
        var rights = await session.QuerySingleAsync("restore_rights", row => (MayCreate: row.Claim("MayCreate"), IsOwner: row.Claim("IsOwner"), Owner: row.Text("Owner")), ct);
        var user = Identifier.Quote(database.Identity.User);
        if (!rights.IsOwner)
        {
            throw new OperatorException(
                $"user {user} does not own {database.Address} (the owner is {Identifier.Quote(rights.Owner)}) and may not rename it; nothing was changed",
                $"let a superuser run: GRANT {Identifier.Quote(rights.Owner)} TO {user}; or name the owner in database.url.");
        }

        if (!rights.MayCreate && !facts.InPlace)
        {
            throw new OperatorException(
                $"user {user} may not create databases, so that none can be made beside {database.Address}; nothing was changed",
                $"let a superuser run: ALTER ROLE {user} CREATEDB; or restore into the database itself with --in-place.");
        }
    }
}
