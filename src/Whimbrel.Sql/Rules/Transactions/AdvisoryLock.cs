using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>SELECT pg_advisory_lock(…).</summary>
internal sealed class AdvisoryLock : Rule
{
    internal override string Title => "a migration takes an advisory lock";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Kinds => ["SelectStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.Body.Calls().FirstOrDefault(name => name is "pg_advisory_lock" or "pg_advisory_lock_shared" or "pg_advisory_xact_lock" or "pg_advisory_xact_lock_shared") is { } call
            ? [new Found($"{call}() waits without end; while one waits, CREATE INDEX CONCURRENTLY elsewhere waits for its snapshot, and the two can wait for each other", "Leave it out: one run holds a database at a time.")]
            : [];
}
