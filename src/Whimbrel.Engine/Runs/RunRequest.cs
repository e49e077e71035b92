using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Steps.Assess;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Runs;

/// <summary>What the operator asks a run to do.</summary>
/// <param name="Downtime">zero, minimal or full, or null for what the scripts say.</param>
/// <param name="WatchFor">Overrides <c>watch.for</c>.</param>
/// <param name="Skip">Steps and findings left out by name.</param>
/// <param name="Ask">Asks a question on the terminal; null where nobody can answer.</param>
public sealed record RunRequest(RunCommand Command, MigrationWishes Wishes, string? Downtime, TimeSpan? WatchFor, IReadOnlyList<string> Skip, Func<string, bool>? Ask)
{
    private static readonly string[] _skippableSteps =
        ["assess", "backup", "data", "analyze", "verify", "watch", "AssessDatabase", "BackUpDatabase", "MigrateData", "AnalyzeTables", "VerifyMigration", "RunVerifyScripts", "VerifyRollback", "WatchApplication"];

    /// <exception cref="OperatorException">For a name that is neither a step that may be left out nor a finding.</exception>
    public static void AssertSkippable(IReadOnlyList<string> names)
    {
        var known = _skippableSteps.Concat(Findings.Names).ToList();
        foreach (var name in names.Where(n => !known.Contains(n, StringComparer.OrdinalIgnoreCase)))
        {
            var nearest = Nearest.Of(name, known) is { } word ? $"; did you mean '{word}'?" : "";
            throw new OperatorException(
                $"--skip {name}: there is nothing of that name that may be left out{nearest}",
                $"steps: assess, backup, data, analyze, verify, watch; findings: {string.Join(", ", Findings.Names)}.",
                ExitCode.Usage);
        }
    }
}
