using System.IO.Enumeration;
using System.Text.Json;
using Npgsql;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>By what new connections are kept out.</summary>
public enum GateKind
{
    /// <summary>By nothing: who comes in as a superuser, or as our own user, can only be ended again.</summary>
    None,

    /// <summary>By the database's connection limit, 0: superusers, and so we, still get in.</summary>
    Limit,

    /// <summary>By the privilege CONNECT, which is taken from all but its owner and those who are kept.</summary>
    Privilege,
}

/// <summary>How new connections are kept out, and what stood before: in the journal before anything is changed.</summary>
/// <param name="Limit">The database's connection limit as it was.</param>
/// <param name="Revoked">Who had CONNECT; empty for PUBLIC.</param>
/// <param name="Granted">Who is given it for the time, as it was only PUBLIC's.</param>
public sealed record ConnectionGate(GateKind Kind, long Limit, IReadOnlyList<string> Revoked, IReadOnlyList<string> Granted)
{
    private const int Tries = 5;

    /// <summary>Looks which way there is; changes nothing.</summary>
    internal static async Task<ConnectionGate> ChooseAsync(Session session, DatabaseIdentity identity, DowntimeSettings settings, CancellationToken ct)
    {
        var users = await session.QueryAsync("connected_users", row => (Name: row.Text("User"), IsSuperuser: row.Claim("IsSuperuser")), ct);
        var (limit, isOwner, grantees, roles) = await session.QuerySingleAsync(
            "connect_privileges", row => (row.Number("Limit"), row.Claim("IsOwner"), row.Items<string>("Grantees"), row.Items<string>("Roles")), ct);
        if (users.Any(u => u.IsSuperuser || (u.Name == identity.User && !identity.IsSuperuser)) || !(identity.IsSuperuser || isOwner))
        {
            return new ConnectionGate(GateKind.None, limit, [], []);
        }

        var kept = roles.Where(r => r == identity.User || settings.KeepUsers.Any(p => FileSystemName.MatchesSimpleExpression(p, r, ignoreCase: false))).ToList();
        return identity.IsSuperuser && settings is { KeepUsers.Count: 0, KeepApplications.Count: 0 }
            ? new ConnectionGate(GateKind.Limit, limit, [], [])
            : new ConnectionGate(GateKind.Privilege, limit, [.. grantees.Except(kept, StringComparer.Ordinal)], grantees.Contains("", StringComparer.Ordinal) ? [.. kept.Except(grantees, StringComparer.Ordinal)] : []);
    }

    /// <summary>What the journal says of a run's gate; null when it has none.</summary>
    internal static ConnectionGate? Find(Run run) =>
        run.Journal.Entries.LastOrDefault(e => e is { Event: JournalEvent.Note, Step: nameof(DrainConnections), Data: not null })?.Data?.Deserialize(JournalJson.Default.ConnectionGate);

    /// <summary>From now on nobody comes in who is not kept.</summary>
    internal Task CloseAsync(Session session, string database, CancellationToken ct) => Kind switch
    {
        GateKind.Limit => ChangeAsync(session, [$"ALTER DATABASE {Identifier.Quote(database)} CONNECTION LIMIT 0"], ct),
        GateKind.Privilege => ChangeAsync(
            session,
            [
                .. Granted.Select(r => $"GRANT CONNECT ON DATABASE {Identifier.Quote(database)} TO {Identifier.Quote(r)}"),
                .. Revoked.Select(r => $"REVOKE CONNECT ON DATABASE {Identifier.Quote(database)} FROM {Role(r)}"),
            ],
            ct),
        _ => Task.CompletedTask,
    };

    /// <summary>As it was before. A limit that somebody else has set since stays.</summary>
    internal async Task OpenAsync(Session session, string database, CancellationToken ct)
    {
        if (Kind == GateKind.Privilege)
        {
            await ChangeAsync(
                session,
                [
                    .. Revoked.Select(r => $"GRANT CONNECT ON DATABASE {Identifier.Quote(database)} TO {Role(r)}"),
                    .. Granted.Select(r => $"REVOKE CONNECT ON DATABASE {Identifier.Quote(database)} FROM {Identifier.Quote(r)}"),
                ],
                ct);
        }
        else if (Kind == GateKind.Limit && await session.QuerySingleAsync("connect_privileges", row => row.Number("Limit"), ct) == 0)
        {
            await ChangeAsync(session, [$"ALTER DATABASE {Identifier.Quote(database)} CONNECTION LIMIT {Limit.ToString(System.Globalization.CultureInfo.InvariantCulture)}"], ct);
        }
    }

    /// <summary>In one transaction, and never in a queue for long.</summary>
    private static async Task ChangeAsync(Session session, IReadOnlyList<string> statements, CancellationToken ct)
    {
        await session.ExecuteAsync("SELECT set_config('lock_timeout', '2s', false), set_config('statement_timeout', '20s', false), set_config('synchronous_commit', 'on', false)", ct);
        for (var attempt = 1; statements.Count > 0; attempt++)
        {
            try
            {
                await session.ExecuteTogetherAsync(["BEGIN", .. statements, "COMMIT"], ct);
                return;
            }
            catch (PostgresException e)
            {
                await session.RollBackAsync();
                if (attempt == Tries || e.SqlState is not (ServerErrors.LockNotAvailable or PostgresErrorCodes.InternalError))
                {
                    throw;
                }

                await Task.Delay(100, ct);
            }
        }
    }

    private static string Role(string name) => name.Length == 0 ? "PUBLIC" : Identifier.Quote(name);
}
