namespace Whimbrel.Engine.Approvals;

/// <summary>An item of the runbook's pre-migration checklist, as a run leaves it.</summary>
/// <param name="State"><c>proved</c> by the run, <c>signed</c> by a person, or <c>open</c>.</param>
/// <param name="By">What proves it, or who signed it; of an open one what is known of it, or null.</param>
/// <param name="Reference">What the signature refers to; null without one.</param>
public sealed record ChecklistItem(string Item, string Title, string State, string? By, string? Reference)
{
    internal const string Scripts = "scripts-reviewed";
    internal const string Backup = "backup-completed";
    internal const string Window = "downtime-approved";
    internal const string Rollback = "rollback-prepared";
    internal const string Compatibility = "application-compatible";
    internal const string Team = "team-notified";
    internal const string Alerts = "alerts-configured";

    /// <summary>The runbook's items, in its order and its words.</summary>
    internal static IReadOnlyList<(string Item, string Title)> All { get; } =
    [
        (Scripts, "Migration scripts reviewed and tested"),
        (Backup, "Database backup completed"),
        (Window, "Downtime window approved (if required)"),
        (Rollback, "Rollback scripts prepared"),
        (Compatibility, "Application compatibility verified"),
        (Team, "Team notified of maintenance window"),
        (Alerts, "Monitoring alerts configured"),
    ];

    /// <summary>What <c>--approve</c> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(i => i.Item)];
}

/// <summary>An item of the checklist before the run: what will prove it, or that a person must sign it.</summary>
/// <param name="ProvedBy">What the run will prove it by; null where it cannot.</param>
/// <param name="MustSign">Whether only a person can answer for it.</param>
/// <param name="Reference">What it is signed with already.</param>
public sealed record PlannedItem(string Item, string Title, string? ProvedBy, bool MustSign, string? Reference);
