using System.Text.Json.Serialization;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>What the migrations did on a restored copy.</summary>
/// <param name="Backup">The archive that was restored: it is proved by that.</param>
public sealed record RehearsalFacts(string Backup, double RestoreSeconds, double Seconds, IReadOnlyList<RehearsedMigration> Migrations)
{
    /// <summary>Where the copy stood: throwaway, same-server, or the server's address.</summary>
    public string On { get; init; } = "throwaway";

    /// <summary>Whether the application's queries still work, and as fast.</summary>
    public RehearsedQueries Queries { get; init; } = RehearsedQueries.None;

    /// <summary>Where the lock model and what was seen are not the same, each as a sentence. What was seen counts in the real run.</summary>
    public IReadOnlyList<string> LockDifferences { get; init; } = [];

    /// <summary>What is written at most at one time: larger relations, the old files of what is written anew, temporary files, WAL.</summary>
    public long PeakBytes => Migrations.Sum(m => m.PeakBytes);

    /// <summary>What the operator should know before the real run, each as a sentence.</summary>
    [JsonIgnore]
    public IEnumerable<string> Findings => Migrations
        .Where(m => !m.Rollback.Proven)
        .Select(m => $"the rollback of {m.Version} is not proven: {string.Join("; ", m.Rollback.Differences.Take(5))}{(m.Rollback.Differences.Count > 5 ? $"; and {m.Rollback.Differences.Count - 5} more" : "")}")
        .Concat(LockDifferences)
        .Concat(Queries.Findings);

    /// <summary>How long a migration's script took, in milliseconds; null where it was not run.</summary>
    public double? MsOf(string file) => Migrations.SelectMany(m => m.Statements).Where(s => s.File == file).Select(s => (double?)s.Ms).Aggregate((double?)null, (sum, ms) => (sum ?? 0) + ms);

    /// <summary>What a script took, each relation with its strongest mode; null where not all of it could be looked at.</summary>
    internal IReadOnlyList<string>? LocksOf(string file)
    {
        var statements = Migrations.SelectMany(m => m.Statements).Where(s => s.File == file).ToList();
        return statements.Exists(s => !s.IsObserved) || statements.TrueForAll(s => s.Locks.Count == 0)
            ? null
            : [.. statements.SelectMany(s => s.Locks).Where(l => l.Kind is not ("index" or "sequence")).GroupBy(l => l.Relation, StringComparer.Ordinal).Select(l => $"{l.Key} {l.MaxBy(ObservedLocks.ModeOf)!.Mode} (seen on the copy)")];
    }

    /// <summary>The way back of a migration, as it was on the copy; null where it was not rehearsed.</summary>
    public RehearsedRollback? RollbackOf(string version) => Migrations.FirstOrDefault(m => m.Version == version)?.Rollback;
}

/// <summary>One migration on the copy.</summary>
/// <param name="Ms">Its script and its data script together, in milliseconds.</param>
public sealed record RehearsedMigration(string Version, string Name, double Ms, IReadOnlyList<RehearsedStatement> Statements, RehearsedRollback Rollback)
{
    /// <summary>At most this much more disk than before, for a while.</summary>
    public long PeakBytes => Statements.Sum(s => Math.Max(0, s.SizeBytes) + s.KeptBytes + s.WalBytes) + Statements.Max(s => s.TempBytes) ?? 0;
}

/// <summary>One statement on the copy.</summary>
/// <param name="Ms">The first time.</param>
/// <param name="AgainMs">The second time, behind its rollback; null where there was none.</param>
/// <param name="Rows">That it changed, or -1.</param>
/// <param name="IsObserved">Whether its locks could be looked at: not those of a stretch of INSERTs, which is sent together.</param>
public sealed record RehearsedStatement(
    string File,
    int Line,
    string Summary,
    double Ms,
    double? AgainMs,
    long Rows,
    bool IsObserved,
    IReadOnlyList<ObservedLock> Locks,
    IReadOnlyList<string> Rewrites,
    long WalBytes,
    long SizeBytes,
    long KeptBytes,
    long? TempBytes)
{
    /// <summary>It ends only when all transactions that are older than it have ended.</summary>
    public bool WaitsForOldSnapshots { get; init; }

    /// <summary>The better of the two: caches that are cold on a copy are warm in production.</summary>
    [JsonIgnore]
    public double WarmMs => Math.Min(Ms, AgainMs ?? Ms);
}

/// <summary>The way back on the copy.</summary>
/// <param name="Proven">Schema and rows were as before, and the migration could be applied once more.</param>
/// <param name="Ms">Null where there was no rollback to run.</param>
/// <param name="Differences">In words.</param>
public sealed record RehearsedRollback(bool Proven, double? Ms, IReadOnlyList<string> Differences);

/// <summary>The application's queries on the migrated copy.</summary>
/// <param name="Checked">How many worked before the migration, and were compared.</param>
/// <param name="Unchecked">Why some, or all, were not compared; null where all were.</param>
public sealed record RehearsedQueries(int Checked, IReadOnlyList<BrokenQuery> Broken, IReadOnlyList<SlowerQuery> Slower, string? Unchecked)
{
    public static RehearsedQueries None { get; } = new(0, [], [], "the queries were not looked at");

    [JsonIgnore]
    public IEnumerable<string> Findings => Broken.Select(b => $"a query of the application {(b.Fails ? "no longer works" : "gives other types")}: {b.Why}{RehearsedQueries.Often(b.CallsPerMinute)}: {Short(b.Query)}")
        .Concat(Slower.Select(s => $"a query of the application has a worse plan: {s.Why}{RehearsedQueries.Often(s.CallsPerMinute)}: {Short(s.Query)}"));

    private static string Often(double? callsPerMinute) => callsPerMinute is { } calls ? $" ({calls:0.#} calls a minute)" : "";

    private static string Short(string query) => string.Join(' ', query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is var line && line.Length > 120 ? line[..117] + "..." : line;
}

/// <summary>A query that worked before.</summary>
/// <param name="Fails">It is refused now; else its columns have other types.</param>
public sealed record BrokenQuery(string Query, double? CallsPerMinute, bool Fails, string Why);

/// <summary>A query whose plan is a worse one, by the planner's own costs.</summary>
public sealed record SlowerQuery(string Query, double? CallsPerMinute, double CostBefore, double CostAfter, string Why);
