using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Schema;
using Whimbrel.Sql;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Rules;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.Migrations;

/// <summary>What the rules say of migrations that are to be applied to this very database: with its tables, their sizes, and its queries.</summary>
/// <param name="Locks">By script path: what each takes on relations that others use, the strongest mode of each.</param>
public sealed record MigrationReview(IReadOnlyList<Finding> Findings, IReadOnlyDictionary<string, IReadOnlyList<string>> Locks, IReadOnlyDictionary<string, Downtime> Downtimes)
{
    /// <summary>Where nothing was looked at: a run that goes on.</summary>
    public static MigrationReview Nothing { get; } = new([], new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal), new Dictionary<string, Downtime>(StringComparer.Ordinal));

    /// <summary>By script path: what each statement takes on relations that were there before the script.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<RelationLock>>> StatementLocks { get; init; } = new Dictionary<string, IReadOnlyList<IReadOnlyList<RelationLock>>>(StringComparer.Ordinal);

    /// <summary>The widest of all, with the statement that decides it.</summary>
    public Downtime Downtime => Downtimes.Values.Aggregate(Downtime.Zero, (widest, next) => widest.Or(next));

    /// <summary>Looks at the migrations in their order: each script, its data, and what its rollback would lock behind them.</summary>
    public static async Task<MigrationReview> OfAsync(Database database, IReadOnlyList<Migration> migrations, CancellationToken ct)
    {
        await using var session = await database.OpenAsync(ct);
        return Of(await SchemaReader.ReadAsync(session, ct), session.ServerMajor, migrations);
    }

    internal static MigrationReview Of(DatabaseSchema schema, int serverMajor, IReadOnlyList<Migration> migrations)
    {
        var examination = new ScriptExamination(schema, new CheckOptions { ServerMajor = serverMajor });
        var findings = new List<Finding>();
        var locks = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var downtimes = new Dictionary<string, Downtime>(StringComparer.Ordinal);
        var statementLocks = new Dictionary<string, IReadOnlyList<IReadOnlyList<RelationLock>>>(StringComparer.Ordinal);
        foreach (var migration in migrations)
        {
            foreach (var (script, role) in Parts(migration))
            {
                var examined = examination.Examine(ParsedScript.Again(script), role);
                findings.AddRange(examined.Findings);
                statementLocks[script.Path] = examined.StatementLocks;
                locks[script.Path] = [.. examined.Locks.Select(l => $"{l.Relation} {Sql.Locks.LockModes.Name(l.Mode)}")];
                if (role == ScriptRole.Forward)
                {
                    downtimes[script.Path] = ScriptDowntime.Of(script, examined.Downtime);
                }
            }
        }

        return new MigrationReview(examination.StillTrue(findings), locks, downtimes) { StatementLocks = statementLocks };
    }

    public IReadOnlyList<string> LocksOf(Script script) => Locks.TryGetValue(script.Path, out var locks)
        ? locks
        : [.. script.Statements.SelectMany(s => s.Relations).Select(r => r.ToString()).Distinct(StringComparer.Ordinal)];

    /// <summary>What the statements of a part take together, each relation once with its strongest mode; empty where nothing is known of the script.</summary>
    internal IReadOnlyList<RelationLock> FootprintOf(Script script, ScriptPart part)
    {
        if (part.Statements.Count == 0 || !StatementLocks.TryGetValue(script.Path, out var locks))
        {
            return [];
        }

        var first = script.Statements.TakeWhile(s => !ReferenceEquals(s, part.Statements[0])).Count();
        return [.. locks.Skip(first).Take(part.Statements.Count).SelectMany(l => l).GroupBy(l => l.Relation).Select(same => same.MaxBy(l => l.Mode)!)];
    }

    /// <summary>What its own directive says, or what its statements need.</summary>
    public Downtime DowntimeOf(Migration migration) =>
        new[] { migration.Script, migration.Data }.OfType<Script>().Select(s => Downtimes.GetValueOrDefault(s.Path, Downtime.Zero)).Aggregate(Downtime.Zero, (widest, next) => widest.Or(next));

    private static IEnumerable<(Script Script, ScriptRole Role)> Parts(Migration migration)
    {
        yield return (migration.Script, ScriptRole.Forward);
        if (migration.Data is { } data)
        {
            yield return (data, ScriptRole.Forward);
        }

        if (migration.Rollback is { } rollback)
        {
            yield return (rollback, ScriptRole.Rollback);
        }
    }
}
