using Whimbrel.Engine.Approvals;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.Restore;

namespace Whimbrel.Engine.Journal;

/// <summary>What a run was begun with; enough to go on with it in another process.</summary>
/// <param name="Command"><c>migrate</c>, <c>apply</c>, <c>rollback</c> or <c>restore</c>.</param>
/// <param name="Versions">The migrations of this run, in the order in which they are done, with the checksums of their scripts.</param>
/// <param name="Skip">Steps and findings that the operator left out by name.</param>
/// <param name="Confirmed">What the operator confirmed by name: destructive statements, versions out of order, changed scripts.</param>
public sealed record RunFacts(
    string Id,
    string Command,
    DatabaseIdentity Database,
    string Address,
    string? PreviousVersion,
    string? TargetVersion,
    IReadOnlyList<PlannedVersion> Versions,
    string Downtime,
    double WatchSeconds,
    IReadOnlyList<string> Skip,
    IReadOnlyList<string> Confirmed,
    string PerformedBy,
    string Host,
    int ProcessId,
    string? Commit,
    string WhimbrelVersion,
    IReadOnlyList<string> Notes)
{
    /// <summary>The hash of the plan that was approved beforehand; null where nobody had to.</summary>
    public string? ApprovedPlan { get; init; }

    /// <summary>What a person has signed of the checklist; null in a journal that is older than it.</summary>
    public IReadOnlyList<Approval>? Approvals { get; init; }

    /// <summary>Of a restore: from what, and under which names; null for every other command.</summary>
    public RestoreFacts? Restore { get; init; }
}

/// <summary>A version of a run, with the normalised checksum of each of its scripts.</summary>
public sealed record PlannedVersion(string Version, string Name, IReadOnlyDictionary<string, string> Checksums)
{
    public bool HasSameScripts(PlannedVersion other) =>
        Version == other.Version && Checksums.Count == other.Checksums.Count && Checksums.All(c => other.Checksums.GetValueOrDefault(c.Key) == c.Value);
}

/// <summary>How a run ended.</summary>
/// <param name="Status"><c>done</c>, <c>went back</c> or <c>interrupted</c>.</param>
public sealed record RunEnd(string Status, int ExitCode, string? Reason);
