namespace Whimbrel.Engine.Locks;

/// <summary>Who waits for whom in a database at one moment.</summary>
/// <param name="Waiting">How many sessions wait.</param>
/// <param name="Blockers">Those who wait for nobody themselves, with their victims.</param>
/// <param name="OldTransactions">Of those who block nobody: what a migration would come upon, oldest first.</param>
/// <param name="OldAfterSeconds">From which age on they are listed.</param>
/// <param name="SeesAllSessions">Whether our user may see what other users' sessions do.</param>
public sealed record LockTree(
    DateTimeOffset At,
    string Database,
    int Waiting,
    double LongestWaitSeconds,
    IReadOnlyList<LockNode> Blockers,
    IReadOnlyList<OldTransaction> OldTransactions,
    double OldAfterSeconds,
    bool SeesAllSessions)
{
    /// <summary>The session among those who wait and are waited for; null when it is not among them.</summary>
    public LockNode? Find(int pid) => Find(Blockers, pid);

    private static LockNode? Find(IReadOnlyList<LockNode> nodes, int pid) =>
        nodes.FirstOrDefault(n => n.Pid == pid && !n.IsRepeated) ?? nodes.Select(n => Find(n.Victims, pid)).FirstOrDefault(n => n is not null);
}

/// <summary>A transaction that is old enough to stand in the way, and what it has locked.</summary>
/// <param name="Pid">0 for a prepared transaction.</param>
public sealed record OldTransaction(
    int Pid,
    string User,
    string Application,
    string Kind,
    string State,
    double? StateSeconds,
    double AgeSeconds,
    string Query,
    IReadOnlyList<string> Tables,
    string? Gid,
    string? EndWith,
    string? Protection);
