using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Locks;

/// <summary>
/// Ends who stands in the way, as the operator has allowed it: never replication, never a backup, never a vacuum against wraparound. An ordinary
/// autovacuum is cancelled in any case: the server would do so itself, were we to stand in the queue for a second.
/// </summary>
internal sealed class BlockerEnding(Session session, LockSettings settings, Action<string> note)
{
    private readonly HashSet<(int Pid, string How)> _signalled = [];

    internal async Task EndAsync(IReadOnlyList<Blocker> holders, CancellationToken ct)
    {
        foreach (var holder in holders)
        {
            if (HowToEnd(holder) is { } how && _signalled.Add((holder.Pid, how)))
            {
                await SignalAsync(holder, how, ct);
            }
        }
    }

    private static bool IsBackup(Blocker holder) => holder.Application.StartsWith("pg_dump", StringComparison.Ordinal)
        || holder.Application.StartsWith("pg_basebackup", StringComparison.Ordinal)
        || holder.Application.StartsWith("whimbrel", StringComparison.Ordinal);

    /// <returns>The query that does it; null to wait.</returns>
    private string? HowToEnd(Blocker holder) => (holder.Kind, settings.Blockers) switch
    {
        ("autovacuum worker", _) => holder.Query.StartsWith("autovacuum: ", StringComparison.Ordinal) && !holder.Query.Contains("(to prevent wraparound)", StringComparison.Ordinal) ? "cancel_backend" : null,
        ("client backend", not BlockerPolicy.Wait) when IsBackup(holder) || holder.AgeSeconds < settings.BlockersAfter.TotalSeconds => null,
        ("client backend", BlockerPolicy.Cancel) => holder.State == "active" ? "cancel_backend" : null,
        ("client backend", BlockerPolicy.Terminate) => "terminate_backend",
        _ => null,
    };

    private async Task SignalAsync(Blocker holder, string how, CancellationToken ct)
    {
        var words = how == "cancel_backend" ? "cancelled" : "ended";
        try
        {
            var isSignalled = await session.QuerySingleAsync(how, row => row.Claim("IsSignalled"), ct, holder.Pid);
            note(isSignalled ? $"{words} {holder}, who stood in the way" : $"{holder} was gone before it could be {words}");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            note($"{holder} cannot be {words}: {e.MessageText}; it is waited for");
        }
    }
}
