using System.Diagnostics;
using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Analyze;

/// <summary>Step 9: ANALYZE of the tables that the migration touched, with VACUUM where rows were moved or many are dead.</summary>
public sealed class AnalyzeTables : IStep
{
    private const double DeadShare = 0.1;

    public Phase Phase => Phase.Analyze;

    public string Title => "analyze the affected tables";

    public bool MaySkip => true;

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(new StepPlan(
        "Analyzes the tables that the scripts name, with VACUUM where the data script moved rows or more than a tenth are dead.",
        [.. Touched(run).Select(name => $"ANALYZE {name}")],
        [.. Touched(run)],
        null));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        await using var session = await run.Database.OpenForScriptAsync(ct);
        var moved = await NamesAsync(session, MovedBy(run), ct);
        var tables = new List<AnalyzedTable>();
        foreach (var table in await ReadAsync(session, Touched(run), ct))
        {
            var vacuum = moved.Contains(table.Name) || table.DeadRows > DeadShare * Math.Max(1000, table.LiveRows);
            var clock = Stopwatch.StartNew();
            run.Output.Progress($"{(vacuum ? "VACUUM (ANALYZE)" : "ANALYZE")} {table.Name}");
            var tries = new LockTries(run.Database, run.Settings.Locks.StallBudget, run.StallBudget, run.Settings.Locks.Deadline, _ => { });
            await tries.RunAsync(session, $"analyze {table.Name}", token => session.ExecuteAsync($"{(vacuum ? "VACUUM (ANALYZE)" : "ANALYZE")} {table.Quoted}", token), ct);
            tables.Add(new AnalyzedTable(table.Name, vacuum, clock.Elapsed.TotalSeconds, 0, 0, null, null));
        }

        var after = await ReadAsync(session, Touched(run), ct);
        tables = [.. tables.Select(t => after.FirstOrDefault(a => a.Name == t.Name) is { } now ? t with { LiveRows = now.LiveRows, DeadRows = now.DeadRows, LastAnalyze = now.LastAnalyze, LastAutoanalyze = now.LastAutoanalyze } : t)];
        return new StepResult.Done(
            tables.Count == 0 ? "no table to analyze" : string.Join(", ", tables.Select(t => $"{t.Name} ({t.LiveRows:N0} rows{(t.Vacuumed ? ", vacuumed" : "")})")),
            JsonSerializer.SerializeToElement(new AnalyzedTables(tables), JournalJson.Default.AnalyzedTables));
    }

    private static IReadOnlyList<string> Touched(Run run) => Names(run.Migrations.SelectMany(m => new[] { m.Script, m.Data }.OfType<Script>()));

    private static IReadOnlyList<string> MovedBy(Run run) => Names(run.Migrations.Select(m => m.Data).OfType<Script>(), "InsertStmt", "UpdateStmt", "DeleteStmt");

    /// <summary>The relations that statements name, quoted; of the given kinds of statements, only the first: what they write to.</summary>
    private static List<string> Names(IEnumerable<Script> scripts, params string[] kinds) => [.. scripts
        .SelectMany(s => s.Statements)
        .Where(s => kinds.Length == 0 || kinds.Contains(s.Kind, StringComparer.Ordinal))
        .SelectMany(s => kinds.Length == 0 ? s.Relations.Concat(s.Creates) : s.Relations.Take(1))
        .Select(r => new QualifiedName(r.Schema, r.Name).Quoted)
        .Distinct(StringComparer.Ordinal)];

    private static async Task<HashSet<string>> NamesAsync(Session session, IReadOnlyList<string> names, CancellationToken ct) =>
        (await ReadAsync(session, names, ct)).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);

    private static Task<IReadOnlyList<TableStatistics>> ReadAsync(Session session, IReadOnlyList<string> names, CancellationToken ct) => session.QueryAsync(
        "table_statistics",
        row => new TableStatistics(row.Text("Name"), row.Text("Quoted"), row.Number("LiveRows"), row.Number("DeadRows"), row.OptionalTime("LastAnalyze"), row.OptionalTime("LastAutoanalyze")),
        ct,
        [names.ToArray()]);

    private sealed record TableStatistics(string Name, string Quoted, long LiveRows, long DeadRows, DateTimeOffset? LastAnalyze, DateTimeOffset? LastAutoanalyze);
}
