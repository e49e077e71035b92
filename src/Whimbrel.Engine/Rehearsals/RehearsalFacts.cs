namespace Whimbrel.Engine.Rehearsals;

/// <summary>What the migrations did on a restored copy.</summary>
/// <param name="Backup">The archive that was restored: it is proved by that.</param>
public sealed record RehearsalFacts(string Backup, double RestoreSeconds, double Seconds, IReadOnlyList<RehearsedMigration> Migrations)
{
    /// <summary>What the operator should know before the real run, each as a sentence.</summary>
    public IEnumerable<string> Findings => Migrations
        .Where(m => !m.Rollback.Proven)
        .Select(m => $"the rollback of {m.Version} is not proven: {string.Join("; ", m.Rollback.Differences.Take(5))}{(m.Rollback.Differences.Count > 5 ? $"; and {m.Rollback.Differences.Count - 5} more" : "")}");
}

/// <summary>One migration on the copy.</summary>
/// <param name="Ms">Its script and its data script together, in milliseconds.</param>
public sealed record RehearsedMigration(string Version, string Name, double Ms, IReadOnlyList<RehearsedStatement> Statements, RehearsedRollback Rollback);

/// <summary>One statement on the copy.</summary>
/// <param name="Rows">That it changed, or -1.</param>
public sealed record RehearsedStatement(string File, int Line, string Summary, double Ms, long Rows, IReadOnlyList<ObservedLock> Locks, IReadOnlyList<string> Rewrites, long WalBytes);

/// <summary>The way back on the copy.</summary>
/// <param name="Proven">Schema and rows were as before, and the migration could be applied once more.</param>
/// <param name="Ms">Null where there was no rollback to run.</param>
/// <param name="Differences">In words.</param>
public sealed record RehearsedRollback(bool Proven, double? Ms, IReadOnlyList<string> Differences);
