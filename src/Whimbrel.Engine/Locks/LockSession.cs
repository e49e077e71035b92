using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Locks;

/// <summary>A session with all that is to be known before it is shown or ended.</summary>
/// <param name="OtherDatabase">Its database, when that is not ours.</param>
/// <param name="Leader">Of a parallel worker: the session that it works for.</param>
/// <param name="IsOurs">Whether it is the one that asks.</param>
/// <param name="IsHidden">Whether the server shows us no more of it than number, user and application.</param>
/// <param name="StateSeconds">Since when it is in its state; null where the server hides it.</param>
/// <param name="QueryStart">When its query began, which tells it from its next one.</param>
/// <param name="Tables">On which it holds locks.</param>
public sealed record LockSession(
    Blocker Blocker,
    string? OtherDatabase,
    int? Leader,
    bool IsOurs,
    bool IsHidden,
    bool IsSuperuser,
    double? StateSeconds,
    DateTimeOffset? QueryStart,
    IReadOnlyList<string> Tables)
{
    /// <summary>A transaction is open, and its client sends nothing.</summary>
    public bool IsIdleInTransaction => Blocker.State.StartsWith("idle in transaction", StringComparison.Ordinal);

    internal static Task<IReadOnlyList<LockSession>> ReadAsync(Session session, IReadOnlyCollection<int> pids, TimeSpan? olderThan, CancellationToken ct) =>
        session.QueryAsync("lock_sessions", Read, ct, pids.ToArray(), olderThan?.TotalSeconds);

    internal static IReadOnlyList<string> Names(string? joined) => joined?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static LockSession Read(Row row) => new(
        Blocker.Read(row),
        row.OptionalText("OtherDatabase"),
        (int?)row.OptionalNumber("Leader"),
        row.Claim("IsOurs"),
        row.Claim("IsHidden"),
        row.Claim("IsSuperuser"),
        row.OptionalReal("StateSeconds"),
        row.OptionalTime("QueryStart"),
        Names(row.OptionalText("Tables")));
}
