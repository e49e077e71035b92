using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Steps.Assess;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Prepare;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Runs;

/// <summary>What the operator asks a run to do.</summary>
/// <param name="Downtime">zero, minimal or full, or null for what the scripts say.</param>
/// <param name="WatchFor">Overrides <c>watch.for</c>.</param>
/// <param name="Skip">Steps and findings left out by name.</param>
/// <param name="Ask">Asks a question on the terminal; null where nobody can answer.</param>
public sealed record RunRequest(RunCommand Command, MigrationWishes Wishes, string? Downtime, TimeSpan? WatchFor, IReadOnlyList<string> Skip, Func<string, bool>? Ask)
{
    /// <summary>The steps, by name or version, that may be done although nothing takes them back.</summary>
    public IReadOnlyList<string> AcceptNoWayBack { get; init; } = [];

    /// <summary>The hash of the plan that was approved; null where any may be.</summary>
    public string? Plan { get; init; }

    private static readonly string[] _skippableSteps =
        ["assess", "backup", BackUpDatabase.WithoutCopy, "rehearsal", "data", "analyze", "verify", "watch", "AssessDatabase", "RecordBaseline", "BackUpDatabase", "RehearseMigrations", "MigrateData", "AnalyzeTables", "VerifyMigration", "RunVerifyScripts", "VerifyRollback", "WatchApplication", "compare", "CompareRestored", "VerifyRestore"];

    private static readonly string[] _rehearsalFindings = [RehearseMigrations.Stall, RehearseMigrations.Disk, RehearseMigrations.Queries];

    /// <exception cref="OperatorException">For a name that is neither a step that may be left out nor a finding.</exception>
    public static void AssertSkippable(IReadOnlyList<string> names)
    {
        var findings = Findings.Names.Concat(_rehearsalFindings).ToList();
        var known = _skippableSteps.Concat(findings).ToList();
        foreach (var name in names.Where(n => !known.Contains(n, StringComparer.OrdinalIgnoreCase)))
        {
            var nearest = Nearest.Of(name, known) is { } word ? $"; did you mean '{word}'?" : "";
            throw new OperatorException(
                $"--skip {name}: there is nothing of that name that may be left out{nearest}",
                $"steps: assess, backup, offsite, rehearsal, data, analyze, verify, watch; findings: {string.Join(", ", findings)}.",
                ExitCode.Usage);
        }
    }
}
