using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Assess;

/// <summary>Step 1: looks whether this is a moment to migrate.</summary>
public sealed class AssessDatabase : IStep
{
    public Phase Phase => Phase.Assess;

    public string Title => "assess the database";

    public bool MaySkip => true;

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(new StepPlan(
        "Reads versions, sizes, connections, long sessions, waiting locks, maintenance work, replication lag and free disk, in a read-only transaction; an error among the findings stops the run."));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var affected = Affected(run.Migrations);
        var facts = await AssessmentReader.ReadAsync(run.Database, run.VersionTable, run.Settings, affected, ct);
        var data = JsonSerializer.SerializeToElement(facts, JournalJson.Default.Assessment);
        foreach (var finding in facts.Findings.Where(f => f.Severity != Severity.Error || run.IsSkipped(f.Name)))
        {
            run.Output.Warn($"{finding.Name}: {finding.Message}{(run.IsSkipped(finding.Name) ? " (skipped by name)" : "")}");
        }

        var stops = facts.Findings.Where(f => f.Severity == Severity.Error && !run.IsSkipped(f.Name)).ToList();
        if (stops.Count > 0)
        {
            return new StepResult.Blocked(
                string.Join("\n", stops.Select(f => $"{f.Name}: {f.Message}")),
                $"{stops[0].Hint} To go on all the same: --skip {string.Join(" --skip ", stops.Select(f => f.Name).Distinct(StringComparer.Ordinal))}.",
                Facts: data);
        }

        var warnings = facts.Findings.Count == 0 ? "nothing in the way" : facts.Findings.Count == 1 ? "1 finding" : $"{facts.Findings.Count} findings";
        return new StepResult.Done(
            $"PostgreSQL {facts.ServerVersion}, {ByteSize.Say(facts.DatabaseBytes)}, version {facts.CurrentVersion ?? "none"}, {facts.Connections} of {facts.MaxConnections} connections, {warnings}",
            data);
    }

    /// <summary>The relations that scripts name, quoted.</summary>
    public static IReadOnlyList<string> Affected(IEnumerable<Migrations.Migration> migrations) => [.. migrations.SelectMany(AffectedBy).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> AffectedBy(Migrations.Migration migration) =>
        new[] { migration.Script, migration.Data }.OfType<Sql.Script>().SelectMany(s => s.Statements).SelectMany(s => s.Relations)
            .Select(r => new Postgres.QualifiedName(r.Schema, r.Name).Quoted);
}
