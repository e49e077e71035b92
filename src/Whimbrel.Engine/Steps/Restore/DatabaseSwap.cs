using System.Diagnostics;
using Npgsql;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>Two databases change their names, from a session of a third one.</summary>
internal sealed class DatabaseSwap(Session maintenance, RestoreFacts facts, DatabaseIdentity original)
{
    // "WHIS": beside the number of the original database, in the maintenance database.
    private const int LockClass = 0x57484953;

    private const int Tries = 5;

    private string Live => original.Name;

    /// <summary>Whether the name belongs to another database than when the restore was begun.</summary>
    internal async Task<bool> IsDoneAsync(CancellationToken ct) =>
        (await NamedAsync([Live], ct)).Any(d => d.Oid != original.Oid);

    /// <summary>Nobody else renames, and nobody takes the run up, while this session lives; false when somebody does.</summary>
    internal async Task<bool> TryLockAsync(TimeSpan wait, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (!await maintenance.QuerySingleAsync("advisory_lock", row => row.Claim("IsTaken"), ct, LockClass, unchecked((int)original.Oid)))
        {
            if (clock.Elapsed > wait)
            {
                return false;
            }

            await Task.Delay(100, ct);
        }

        return true;
    }

    /// <summary>From now on nobody can connect to either of the two, not even a superuser.</summary>
    internal async Task BlockAsync(CancellationToken ct)
    {
        await BlockLiveAsync(ct);
        await BlockAsync(facts.Copy, ct);
    }

    /// <summary>From now on nobody can connect to the live one.</summary>
    internal async Task BlockLiveAsync(CancellationToken ct)
    {
        await BoundAsync(ct);
        await BlockAsync(Live, ct);
    }

    /// <summary>Which of them lets nobody in lets everybody in again; silent where they do. A stranger that has the old one's name is left alone.</summary>
    /// <returns>Whether one had to be told.</returns>
    internal async Task<bool> AllowAsync(CancellationToken ct)
    {
        await BoundAsync(ct);
        var closed = (await NamedAsync([Live, facts.Old, facts.Copy], ct)).Where(d => !d.AllowsConnections && (d.Name != facts.Old || d.Oid == original.Oid)).ToList();
        foreach (var (_, name, _) in closed)
        {
            await RetryAsync(() => maintenance.ExecuteAsync($"ALTER DATABASE {Identifier.Quote(name)} WITH ALLOW_CONNECTIONS true", ct), ct);
        }

        return closed.Count > 0;
    }

    /// <summary>Both names change and connections are allowed again in one transaction: there is no moment between.</summary>
    internal Task RenameAsync() => RetryAsync(
        async () =>
        {
            try
            {
                await maintenance.ExecuteTogetherAsync(
                    [
                        "BEGIN",
                        $"ALTER DATABASE {Identifier.Quote(Live)} RENAME TO {Identifier.Quote(facts.Old)}",
                        $"ALTER DATABASE {Identifier.Quote(facts.Copy)} RENAME TO {Identifier.Quote(Live)}",
                        $"ALTER DATABASE {Identifier.Quote(Live)} WITH ALLOW_CONNECTIONS true",
                        $"ALTER DATABASE {Identifier.Quote(facts.Old)} WITH ALLOW_CONNECTIONS true",
                        "COMMIT",
                    ],
                    CancellationToken.None);
            }
            catch (PostgresException)
            {
                await maintenance.RollBackAsync();
                throw;
            }
        },
        CancellationToken.None);

    private Task BlockAsync(string name, CancellationToken ct) =>
        RetryAsync(() => maintenance.ExecuteAsync($"ALTER DATABASE {Identifier.Quote(name)} WITH ALLOW_CONNECTIONS false", ct), ct);

    private Task BoundAsync(CancellationToken ct) =>
        maintenance.ExecuteAsync("SELECT set_config('lock_timeout', '2s', false), set_config('statement_timeout', '20s', false), set_config('synchronous_commit', 'on', false)", ct);

    private async Task<IReadOnlyList<(long Oid, string Name, bool AllowsConnections)>> NamedAsync(string[] names, CancellationToken ct) =>
        await maintenance.QueryAsync("databases_named", row => (row.Number("Oid"), row.Text("Name"), row.Claim("AllowsConnections")), ct, [names]);

    private static async Task RetryAsync(Func<Task> what, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await what();
                return;
            }
            catch (PostgresException e) when (attempt < Tries && e.SqlState is ServerErrors.LockNotAvailable or PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.InternalError)
            {
                await Task.Delay(100, ct);
            }
        }
    }
}
