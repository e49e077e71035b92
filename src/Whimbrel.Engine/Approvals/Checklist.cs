using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Approvals;

/// <summary>The runbook's pre-migration checklist, answered by what a run has done.</summary>
internal static class Checklist
{
    private const string ZeroDowntime = "zero downtime: no window is needed";

    /// <returns>Nothing for a command that is no migration.</returns>
    internal static IReadOnlyList<ChecklistItem> Of(RunFacts facts, BackupFacts? backup, RehearsalFacts? rehearsal) => facts.Command != "migrate" ? [] :
    [
        .. ChecklistItem.All.Select(i =>
        {
            var (isProved, known) = Look(i.Item, facts, backup, rehearsal);
            var signed = facts.Approvals?.FirstOrDefault(a => a.Item == i.Item);
            var who = $"{facts.PerformedBy}@{facts.Host}";
            return isProved ? new ChecklistItem(i.Item, i.Title, "proved", known, signed?.Reference)
                : signed is not null ? new ChecklistItem(i.Item, i.Title, "signed", known is null ? who : $"{who}; {known}", signed.Reference)
                : new ChecklistItem(i.Item, i.Title, "open", known, null);
        }),
    ];

    /// <summary>An item in a sentence: what answers for it.</summary>
    internal static string Say(ChecklistItem item) => item.State switch
    {
        "proved" => $"proved: {item.By}{(item.Reference is null ? "" : $"; signed as {item.Reference}")}",
        "signed" => $"signed as {item.Reference} by {item.By}",
        _ => $"not signed{(item.By is null ? "" : $"; {item.By}")}",
    };

    /// <param name="rehearses">Whether the run will rehearse.</param>
    internal static IReadOnlyList<PlannedItem> Plan(Run run, bool rehearses) => run.Command != RunCommand.Migrate ? [] :
    [
        .. ChecklistItem.All.Select(i =>
        {
            var provedBy = Foresee(i.Item, run, rehearses);
            var mustSign = provedBy is null || (i.Item == ChecklistItem.Scripts && run.Facts.ApprovedPlan is null);
            return new PlannedItem(i.Item, i.Title, provedBy, mustSign, run.Facts.Approvals?.FirstOrDefault(a => a.Item == i.Item)?.Reference);
        }),
    ];

    /// <summary>What is signed, and what nobody has signed, before a run is begun.</summary>
    internal static string SayBefore(IReadOnlyList<PlannedItem> items)
    {
        var signed = items.Where(i => i.Reference is not null).Select(i => $"{i.Item} ({i.Reference})").ToList();
        var open = items.Where(i => i.MustSign && i.Reference is null).Select(i => i.Item).ToList();
        return (signed.Count > 0 ? $"Signed: {string.Join(", ", signed)}. " : "") + (open.Count > 0 ? $"Not signed: {string.Join(", ", open)}. " : "");
    }

    private static (bool IsProved, string? Known) Look(string item, RunFacts facts, BackupFacts? backup, RehearsalFacts? rehearsal) => item switch
    {
        ChecklistItem.Scripts => LookAtScripts(facts, rehearsal),
        ChecklistItem.Backup => (backup is { Verified: true }, backup is null ? "no backup was taken" : $"{ByteSize.Say(backup.Bytes)}, sha256 {backup.Sha256[..Math.Min(12, backup.Sha256.Length)]}…: {BackupLevels.Say(backup.Levels)}"),
        ChecklistItem.Window when facts.Downtime == "zero" => (true, ZeroDowntime),
        ChecklistItem.Rollback => LookAtRollbacks(facts, rehearsal),
        ChecklistItem.Compatibility when rehearsal is not null => LookAtQueries(rehearsal.Queries),
        _ => (false, null),
    };

    /// <summary>A run tests the scripts; that somebody has read them, an approved plan says.</summary>
    private static (bool IsProved, string? Known) LookAtScripts(RunFacts facts, RehearsalFacts? rehearsal)
    {
        var tested = rehearsal is null ? "not tested on a restored backup" : "tested on the restored backup";
        return facts.ApprovedPlan is { } plan ? (rehearsal is not null, $"reviewed as plan {plan[..Math.Min(12, plan.Length)]}…, {tested}") : (false, tested);
    }

    private static (bool IsProved, string? Known) LookAtRollbacks(RunFacts facts, RehearsalFacts? rehearsal)
    {
        var without = facts.Versions.Where(v => !v.Checksums.Keys.Any(f => f.EndsWith("_rollback.sql", StringComparison.OrdinalIgnoreCase))).Select(v => v.Version).ToList();
        var unproven = rehearsal?.Migrations.Where(m => !m.Rollback.Proven).Select(m => m.Version).ToList() ?? [];
        return (without.Count, unproven.Count) switch
        {
            ( > 0, _) => (false, $"{string.Join(", ", without)} has no rollback script"),
            (_, > 0) => (false, $"the rollback of {string.Join(", ", unproven)} is not proven"),
            _ when rehearsal is null => (true, "every migration has a rollback script, parsed; none was run on a copy"),
            _ => (true, "run on the restored backup: schema and rows came back, and the migrations could be applied again"),
        };
    }

    private static (bool IsProved, string? Known) LookAtQueries(RehearsedQueries queries) => queries switch
    {
        { Checked: 0 } => (false, queries.Unchecked),
        { Broken.Count: > 0 } => (false, $"{queries.Broken.Count} of {queries.Checked} queries of the application no longer work or give other types"),
        _ => (true, $"{(queries.Checked == 1 ? "1 query" : $"{queries.Checked} queries")} of the application work on the migrated copy{(queries.Unchecked is null ? "" : $"; {queries.Unchecked}")}"),
    };

    private static string? Foresee(string item, Run run, bool rehearses) => item switch
    {
        ChecklistItem.Scripts when rehearses => "tested on the restored backup",
        ChecklistItem.Backup when !Runbook.IsSkipped(run, new BackUpDatabase()) => rehearses ? "taken, read back and restored" : "taken and read back",
        ChecklistItem.Window when run.Facts.Downtime == "zero" => ZeroDowntime,
        ChecklistItem.Rollback when run.Migrations.All(m => m.Rollback is not null) => rehearses ? "run on the restored backup" : "every migration has a rollback script",
        ChecklistItem.Compatibility when rehearses => "the application's recorded queries, on the migrated copy",
        _ => null,
    };
}
