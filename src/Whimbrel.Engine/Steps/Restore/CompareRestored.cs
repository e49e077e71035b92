using System.Globalization;
using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Beside;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>The restored database must have the objects and the numbers of rows that the fingerprint recorded when the backup was taken.</summary>
public sealed class CompareRestored : IStep
{
    private const int Shown = 20;

    /// <summary>The rights and settings of the database itself are those of the live one, and its name is another.</summary>
    private static readonly string[] _ofTheDatabase = ["database ", "settings "];

    public Phase Phase => Phase.Verify;

    public string Title => "compare it with what was dumped";

    public string ShortName => "compare";

    public bool MaySkip => true;

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(new StepPlan(File.Exists(BackupFile.Fingerprint(run.Facts.Restore!.Archive))
        ? $"Compares every object and each table's number of rows with {BackupFile.Fingerprint(run.Facts.Restore!.Archive)}."
        : "Counts the tables alone: no fingerprint stands beside the backup."));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var facts = run.Facts.Restore!;
        await using var copy = await Database.ConnectAsync(run.Database.Address with { Database = facts.InPlace ? run.Facts.Database.Name : facts.Copy }, RestoreSessions.Name(run), run.Settings.Locks.StallBudget, ct);
        await using var session = await copy.OpenForScriptAsync(ct);
        var compared = await CompareAsync(run, session, ct);
        var json = JsonSerializer.SerializeToElement(compared, JournalJson.Default.ComparedRestore);
        if (compared.Differences.Count > 0)
        {
            return new StepResult.Blocked(
                $"the restored database is not what was dumped: {string.Join("; ", compared.Differences.Take(Shown))}{(compared.Differences.Count > Shown ? $"; and {compared.Differences.Count - Shown} more" : "")}; {(facts.InPlace ? "it stands in the live database" : "the live database was not touched")}",
                facts.InPlace ? "when these differences are known and wanted: 'whimbrel resume --skip compare'." : "name another backup; or, when these differences are known and wanted, run with --skip compare.",
                facts.InPlace ? ExitCode.SomethingLeft : ExitCode.WentBack,
                json);
        }

        MarkRestored(run);
        var version = $"version {compared.Version ?? "none"}";
        return new StepResult.Done(compared.Rows < 0
            ? $"{compared.Tables} tables, {version}; there is no fingerprint to compare with"
            : $"{compared.Tables} tables with {compared.Rows.ToString("N0", CultureInfo.InvariantCulture)} rows and all objects as they were dumped, {version}", json);
    }

    private static async Task<ComparedRestore> CompareAsync(Run run, Session session, CancellationToken ct)
    {
        var now = await Fingerprint.ReadAsync(session, ct);
        var applied = await run.VersionTable.ReadAsync(session, ct);
        var version = applied.Select(a => a.Version).MaxBy(v => v, Comparer<string>.Create(MigrationVersion.Compare));
        var path = BackupFile.Fingerprint(run.Facts.Restore!.Archive);
        if (!File.Exists(path))
        {
            return new ComparedRestore(version, now.Objects.Keys.Count(k => k.StartsWith("table ", StringComparison.Ordinal)), -1, []);
        }

        var dumped = Read(path);
        var counts = await RowCounts.ReadAsync(session, dumped.Rows.Keys.Where(t => now.Objects.ContainsKey("table " + t)), ct);
        var later = new Fingerprint(Own(now.Objects), counts.ToDictionary(c => c.Key, c => new TableRows(c.Value, null), StringComparer.Ordinal));
        var differences = (dumped with { Objects = Own(dumped.Objects) }).DifferencesTo(later);
        return new ComparedRestore(version, counts.Count, counts.Values.Sum(), Relevant(run, differences));
    }

    /// <summary>Another major writes the same definition in other words: only what is missing or has other rows is one then.</summary>
    private static IReadOnlyList<string> Relevant(Run run, IReadOnlyList<string> differences)
    {
        var dumped = run.Journal.Outcome(nameof(CheckBackup), JournalJson.Default.CheckedBackup)?.ServerVersion.Split('.', ' ')[0];
        return dumped == run.Database.Identity.Major.ToString(CultureInfo.InvariantCulture)
            ? differences
            : [.. differences.Where(d => d.EndsWith(" is missing", StringComparison.Ordinal) || d.StartsWith("table ", StringComparison.Ordinal))];
    }

    private static Dictionary<string, string> Own(IReadOnlyDictionary<string, string> objects) =>
        objects.Where(o => !Array.Exists(_ofTheDatabase, p => o.Key.StartsWith(p, StringComparison.Ordinal))).ToDictionary(StringComparer.Ordinal);

    private static Fingerprint Read(string path)
    {
        try
        {
            return Fingerprint.Read(path);
        }
        catch (JsonException e)
        {
            throw new OperatorException($"{path} is damaged: {e.Message}; the live database was not touched", "remove it to restore without the comparison.", ExitCode.WentBack, e);
        }
    }

    private static void MarkRestored(Run run)
    {
        try
        {
            BackupFile.MarkRestored(run.Facts.Restore!.Archive, run.Time.GetUtcNow());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            run.Output.Warn($"that the backup was restored could not be written beside it: {e.Message}");
        }
    }
}
