using System.Globalization;
using System.Text;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Steps.Document;

/// <summary>The record as a document for people, and the runbook's own log entry.</summary>
public static class RecordMarkdown
{
    /// <summary>The entry for the operator's log, in the runbook's form.</summary>
    public static string LogEntry(RunRecord record)
    {
        var rule = new string('=', 40);
        return new StringBuilder()
            .Append(rule).Append('\n')
            .Append("Database " + Kind(record)).Append(IsGood(record) ? " Completed" : " Ended").Append('\n')
            .Append(rule).Append('\n')
            .Append("Date: ").Append(Time(record.StartedAt)).Append('\n')
            .Append("Migration ID: ").AppendJoin(", ", record.Migrations.Select(m => m.Version)).Append('\n')
            .Append("Description: ").AppendJoin(", ", record.Migrations.Select(m => m.Name)).Append('\n')
            .Append("Type: ").Append(record.Downtime switch { "zero" => "Zero-Downtime", "minimal" => "Minimal-Downtime", _ => "Full-Downtime" }).Append('\n')
            .Append("Duration: ").Append(Duration.Say(TimeSpan.FromSeconds(record.Seconds))).Append('\n')
            .Append("Performed By: ").Append(record.PerformedBy).Append('@').Append(record.Host).Append('\n')
            .Append(LogMark(record))
            .Append(IsGood(record) || record.Reason is null ? "" : $"Reason: {record.Reason.ReplaceLineEndings(" ")}\n")
            .Append("\nDatabase Details:\n")
            .Append("  Name: ").Append(record.Database.Name).Append('\n')
            .Append("  Previous Schema Version: ").Append(record.PreviousVersion ?? "none").Append('\n')
            .Append("  New Schema Version: ").Append(record.NewVersion ?? "none").Append('\n')
            .Append("\nChanges:\n").Append(Lines(!IsGood(record) ? ["  - none: everything went back"] : record.Scripts.SelectMany(s => s.Statements).Select(s => $"  - {s.Summary}{(s.Rows > 0 ? $" ({s.Rows:N0} rows)" : "")}")))
            .Append("\nBackup:\n").Append(record.Backup is { } backup
                ? $"  File: {Path.GetFileName(backup.File)}\n  Size: {ByteSize.Say(backup.Bytes)}\n  Location: {Path.GetDirectoryName(backup.File)}/\n  SHA-256: {backup.Sha256}\n"
                : "  none\n")
            .Append("\nVerification:\n").Append(Lines(record.Checks.Select(c => $"  - {c.Name} {(c.Ok ? "✓" : "✗ " + c.Detail)}")))
            .Append("\nNotes:\n").Append(Lines(Notes(record).Select(n => "- " + n)))
            .Append('\n').Append(rule).Append("\n\n")
            .ToString();
    }

    /// <summary>The line by which a run's entry is found again.</summary>
    public static string LogMark(RunRecord record) => $"Status: {(IsGood(record) ? "SUCCESS" : record.Status.ToUpperInvariant())} (run {record.Run})\n";

    /// <summary>The line for the operator's schema history.</summary>
    public static string HistoryLine(RunRecord record) =>
        $"Schema Version: {record.NewVersion ?? "none"} ({Time(record.StartedAt)}, run {record.Run})\n";

    /// <summary>The whole record.</summary>
    public static string Write(RunRecord record)
    {
        var text = new StringBuilder()
            .Append("# ").Append(Kind(record)).Append(" of ").Append(record.Database.Name).Append(": ").Append(record.Status).Append("\n\n")
            .Append("| | |\n|---|---|\n")
            .Append("| Run | ").Append(record.Run).Append(" |\n")
            .Append("| Version | ").Append(record.PreviousVersion ?? "none").Append(" → ").Append(record.NewVersion ?? "none").Append(" |\n")
            .Append("| Database | ").Append(Cell(record.Database.Address)).Append(", PostgreSQL ").Append(record.Database.ServerVersion).Append(" |\n")
            .Append("| When | ").Append(Time(record.StartedAt)).Append(", ").Append(Duration.Say(TimeSpan.FromSeconds(record.Seconds))).Append(" |\n")
            .Append("| Who | ").Append(record.PerformedBy).Append('@').Append(record.Host).Append(", whimbrel ").Append(record.WhimbrelVersion).Append(" |\n")
            .Append("| Commit | ").Append(record.Commit ?? "not from git").Append(" |\n")
            .Append("| Downtime | ").Append(record.Downtime).Append(record.ClientDowntime is { FirstRefused: { } since } seen ? $": a client was refused for {Duration.Say(TimeSpan.FromSeconds(seen.Seconds))}, from {Time(since)} on" : "").Append(" |\n")
            .Append("| Backup | ").Append(record.Backup is { } backup ? $"{Cell(backup.File)}, {ByteSize.Say(backup.Bytes)}, sha256 {backup.Sha256}; {BackupLevels.Say(backup.Levels)}{(backup.Offsite is null ? "" : $" at {Cell(backup.Offsite)}")}{string.Concat((backup.Findings ?? []).Select(f => "; " + Cell(f)))}" : "none").Append(" |\n")
            .Append("| Rehearsed | ").Append(record.Rehearsal is { } rehearsal ? $"yes: {Duration.Say(TimeSpan.FromMilliseconds(rehearsal.Migrations.Sum(m => m.Ms)))} on the restored backup, {rehearsal.Migrations.Count(m => m.Rollback.Proven)} of {rehearsal.Migrations.Count} rollbacks proven, {rehearsal.Queries.Checked} queries checked" : "no").Append(" |\n")
            .Append(record.ApprovedPlan is { } plan ? $"| Approved plan | {plan} |\n" : "")
            .Append("| Way back | ").Append(record.WayBack is { } back ? $"`{back}`" : "not needed").Append(" |\n");
        if (record.Reason is { } reason)
        {
            text.Append("\n```\n").Append(reason).Append("\n```\n");
        }

        AppendSteps(text, record);
        AppendStatements(text, record);
        AppendList(text, "Findings", record.Findings.Select(f => $"**{f.Severity}** {f.Name}: {f.Message}"));
        AppendList(text, "Checks", record.Checks.Select(c => $"{(c.Ok ? "✓" : "✗")} {c.Name}: {c.Detail}"));
        AppendList(text, "What a client saw", (record.ClientDowntime?.Timeline ?? []).Select(s => $"{s.From:HH:mm:ss.fff} to {s.To:HH:mm:ss.fff}: {s.Answer}, {(s.Requests == 1 ? "1 request" : $"{s.Requests} requests")}, slowest {s.SlowestMs:0} ms"));
        AppendList(text, "Sessions that were ended", record.ClientDowntime?.Ended ?? []);
        AppendList(text, "Watch", record.Samples.Select(s => Watch.WatchLine.Of(s)));
        AppendList(text, "To know", Notes(record));
        return text.ToString();
    }

    private static string Kind(RunRecord record) => record.Command switch { "rollback" => "Rollback", "restore" => "Restore", _ => "Migration" };

    /// <summary>The Document step writes while its run is still running.</summary>
    private static bool IsGood(RunRecord record) => record.Status is "done" or "running";

    private static void AppendSteps(StringBuilder text, RunRecord record)
    {
        text.Append("\n## Steps\n\n| # | Step | Status | Took | |\n|---:|---|---|---:|---|\n");
        foreach (var step in record.Steps)
        {
            text.Append("| ").Append(step.Phase).Append(" | ").Append(Cell(step.Title)).Append(" | ").Append(step.Status).Append(" | ")
                .Append(Duration.Say(TimeSpan.FromSeconds(step.Seconds))).Append(" | ").Append(Cell(step.Summary)).Append(" |\n");
        }
    }

    private static void AppendStatements(StringBuilder text, RunRecord record)
    {
        if (record.Scripts.Count == 0)
        {
            return;
        }

        text.Append("\n## Statements\n\n| Script | Line | Statement | Took | Rows |\n|---|---:|---|---:|---:|\n");
        foreach (var (script, statement) in record.Scripts.SelectMany(s => s.Statements.Select(x => (s, x))))
        {
            text.Append("| ").Append(Cell(script.File)).Append(" | ").Append(statement.Line).Append(" | ").Append(Cell(statement.Summary)).Append(" | ")
                .Append(Duration.Say(TimeSpan.FromSeconds(statement.Seconds))).Append(" | ").Append(statement.Rows < 0 ? "" : statement.Rows.ToString("N0", CultureInfo.InvariantCulture)).Append(" |\n");
        }

        AppendList(text, "Waits for locks", record.Scripts.SelectMany(s => s.LockTries.Select(t => $"{s.File}, {(t.Number == 0 ? "outside the queue" : $"try {t.Number}")} after {t.AfterSeconds:0.00} s: {(t.Blockers.Count == 0 ? "blocker not seen" : string.Join("; ", t.Blockers))}")));
    }

    private static void AppendList(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var list = lines.ToList();
        if (list.Count > 0)
        {
            text.Append("\n## ").Append(title).Append("\n\n").AppendJoin('\n', list.Select(l => "- " + l.ReplaceLineEndings(" "))).Append('\n');
        }
    }

    private static IEnumerable<string> Notes(RunRecord record) => record.Notes
        .Concat(record.Skipped.Select(s => $"skipped by name: {s}"))
        .Concat(record.Confirmed.Select(c => $"confirmed: {c}"))
        .Concat(record.Rehearsal is { } rehearsal ? rehearsal.Findings : ["not rehearsed on a restored copy: not proven"]);

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.DefaultIfEmpty("  none").Select(l => l.ReplaceLineEndings(" ") + "\n"));

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
