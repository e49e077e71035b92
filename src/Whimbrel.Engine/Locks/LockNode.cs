namespace Whimbrel.Engine.Locks;

/// <summary>A session, or a prepared transaction (pid 0), among those who wait and are waited for.</summary>
/// <param name="Kind">pg_stat_activity.backend_type, or <c>prepared transaction</c>; empty where the server hides it.</param>
/// <param name="StateSeconds">Since when it is in its state.</param>
/// <param name="AgeSeconds">Of its transaction; null where the server hides it.</param>
/// <param name="Query">What it runs, or ran last when it is idle; cut at 1,000 characters.</param>
/// <param name="WaitSeconds">Null when it does not wait.</param>
/// <param name="LockMode">The mode that it waits for.</param>
/// <param name="WaitsFor">The lock that it waits for, for people.</param>
/// <param name="Relation">Whose lock it waits for, or whose row; null when it is no relation's.</param>
/// <param name="Holds">The locks that its victims wait for; empty when it only stands before them in the queue.</param>
/// <param name="BlockedBy">All whom it waits for; the tree shows it below those who hold the lock.</param>
/// <param name="IsRepeated">It stands in the tree before, with its victims.</param>
/// <param name="IsDeadlock">It waits for one of its own victims; the server ends one of them after deadlock_timeout.</param>
/// <param name="EndWith">Of a prepared transaction, the statement that takes it back.</param>
/// <param name="Protection">Why it should not be ended; null when nothing forbids it.</param>
public sealed record LockNode(
    int Pid,
    string User,
    string Application,
    string Kind,
    string State,
    double? StateSeconds,
    double? AgeSeconds,
    string Query,
    bool IsHidden,
    double? WaitSeconds,
    string? LockType,
    string? LockMode,
    string? Relation,
    string? WaitsFor,
    IReadOnlyList<string> Holds,
    IReadOnlyList<int> BlockedBy,
    bool IsRepeated,
    bool IsDeadlock,
    string? Gid,
    string? EndWith,
    string? Protection,
    IReadOnlyList<LockNode> Victims)
{
    private static LockNode Empty { get; } = new(0, "", "", "", "", null, null, "", IsHidden: false, null, null, null, null, null, [], [], IsRepeated: false, IsDeadlock: false, null, null, null, []);

    /// <summary>How many sessions wait below it.</summary>
    public int CountVictims() => Victims.Sum(v => (v.IsRepeated ? 0 : 1) + v.CountVictims());

    /// <summary>A session by itself, whom nobody waits for.</summary>
    public static LockNode Of(LockSession session)
    {
        var by = session.Blocker;
        return Empty with
        {
            Pid = by.Pid,
            User = by.User,
            Application = by.Application,
            Kind = by.Kind,
            State = by.State,
            StateSeconds = session.StateSeconds,
            AgeSeconds = by.AgeSeconds < 0 ? null : by.AgeSeconds,
            Query = by.Query,
            IsHidden = session.IsHidden,
            Protection = SessionProtection.Of(session)?.Reason,
        };
    }

    internal static LockNode Of(PreparedTransaction prepared) => Empty with
    {
        User = prepared.User,
        Kind = "prepared transaction",
        State = "prepared",
        StateSeconds = prepared.AgeSeconds,
        AgeSeconds = prepared.AgeSeconds,
        Gid = prepared.Gid,
        EndWith = prepared.EndWith,
    };
}
