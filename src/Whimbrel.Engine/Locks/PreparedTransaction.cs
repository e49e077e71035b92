using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Locks;

/// <summary>A transaction that was prepared for two-phase commit: it holds its locks without any process, also over a restart.</summary>
/// <param name="EndWith">The statement that takes it back, for its owner in this database.</param>
public sealed record PreparedTransaction(string Gid, string User, double AgeSeconds, string EndWith, IReadOnlyList<string> Tables)
{
    internal static Task<IReadOnlyList<PreparedTransaction>> ReadAsync(Session session, CancellationToken ct) => session.QueryAsync(
        "prepared_transactions",
        row => new PreparedTransaction(row.Text("Gid"), row.Text("User"), row.Real("AgeSeconds"), row.Text("EndWith"), LockSession.Names(row.OptionalText("Tables"))),
        ct);
}
