using System.Text.Json.Serialization;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Steps.Document;
using Whimbrel.Engine.Steps.Plan;

namespace Whimbrel.Cli.Dashboard;

/// <summary>The first event of each connection: what the page knew before is forgotten.</summary>
internal sealed record BeginView(DateTimeOffset Now, string Database, string Whimbrel);

/// <summary>A run at this moment, from its journal and its progress.</summary>
/// <param name="Status">running, going back, stopped or unknown; of a run that has its end, what the record says.</param>
/// <param name="Where">Why it cannot be told from here whether it runs, or on which machine it does; null for an ordinary run of this machine.</param>
/// <param name="Steps">Those that were begun, and those that come.</param>
/// <param name="Next">The command that comes next, where a person is needed.</param>
internal sealed record RunView(
    string Id,
    string Command,
    string Status,
    string? Where,
    string Database,
    string? From,
    string? To,
    IReadOnlyList<string> Migrations,
    string Downtime,
    string PerformedBy,
    string Host,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    int? ExitCode,
    string? Reason,
    IReadOnlyList<StepView> Steps,
    ProgressView? Progress,
    string WayBack,
    string? Next,
    DateTimeOffset? InMaintenanceSince,
    double? DowntimeSeconds,
    double DowntimeBudgetSeconds,
    string Folder,
    AbortView Abort);

/// <param name="Status">planned, running, done, skipped, failed, undone or stopped.</param>
internal sealed record StepView(int Phase, string Key, string Title, string Status, DateTimeOffset? StartedAt, double Seconds, string Summary);

/// <param name="Share">0 to 1; null where nobody can tell.</param>
/// <param name="LeftSeconds">By the rate so far; null where there is none yet.</param>
internal sealed record ProgressView(string Text, double? Share, double? LeftSeconds, DateTimeOffset At);

/// <summary>What the abort button would do now.</summary>
/// <param name="Effect">goBack, endWatch or abort; null when there is nothing that it could do.</param>
/// <param name="Why">Why it is disabled; null when it is not.</param>
internal sealed record AbortView(string? Effect, string Label, string? Why);

/// <summary>What the server says, second by second.</summary>
/// <param name="Error">Why it cannot be asked; null when it can.</param>
internal sealed record ServerView(DateTimeOffset At, string? Error, DateTimeOffset? DownSince, string? Version, LockTree? Locks, IReadOnlyList<WorkView> Work)
{
    /// <summary>Who holds the run's lock, as it names itself on the server; null when nobody does.</summary>
    public string? Holder { get; init; }
}

/// <summary>A command under way on the server.</summary>
internal sealed record WorkView(int Pid, string Command, string Phase, string Relation, string Application, long Done, long? Total, string Unit, double? Share, double? LeftSeconds);

/// <summary>Each point: the second (Unix), which of the addresses, requests, failed ones, p50, p95 and the longest in ms.</summary>
internal sealed record LatencyView(IReadOnlyList<string> Urls, IReadOnlyList<IReadOnlyList<double?>> Points);

/// <summary>Each point: the second (Unix), waiting sessions, the longest wait in ms; nulls where the server could not be asked.</summary>
internal sealed record WaitsView(IReadOnlyList<IReadOnlyList<double?>> Points);

internal sealed record LogView(IReadOnlyList<LogLine> Lines);

/// <param name="Kind">begins, done, skipped, failed, note or warning.</param>
internal sealed record LogLine(string At, string Kind, string Text);

/// <summary>Something that the page says once, as what an abort came to.</summary>
internal sealed record NoticeView(string Text, string? Hint);

/// <summary>What an abort would do: what the page asks with.</summary>
/// <param name="Loses">The rows that stand in what going back drops, in words.</param>
/// <param name="LosesUnknown">Why those could not be counted; null when they were.</param>
internal sealed record AbortPreview(string? Run, AbortView Abort, string Does, IReadOnlyList<string> Loses, string? LosesUnknown);

/// <param name="Effect">What the operator was asked: where the run would do something else by now, nothing is done.</param>
internal sealed record AbortRequest(string Run, string Effect);

internal sealed record AbortAnswer(bool Ok, string Text);

/// <param name="Source">run: that of the run that goes on; pending: what <c>migrate</c> would do now.</param>
internal sealed record PlanView(string Source, PlanDocument? Plan, string? Error, string? Hint);

internal sealed record PastRun(
    string Run, string Command, string Status, string? From, string? To, string Downtime, double? DowntimeSeconds, bool Rehearsed, DateTimeOffset StartedAt, double Seconds, string PerformedBy, string? Reason);

internal sealed record PastRunsView(IReadOnlyList<PastRun> Runs);

/// <summary>What <c>dashboard --json</c> prints.</summary>
internal sealed record DashboardDocument(string Url, string Address, int Port, string Database);

/// <summary>What the page is sent: one line each.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, MaxDepth = 1000)]
[JsonSerializable(typeof(BeginView))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(ServerView))]
[JsonSerializable(typeof(LatencyView))]
[JsonSerializable(typeof(WaitsView))]
[JsonSerializable(typeof(LogView))]
[JsonSerializable(typeof(NoticeView))]
[JsonSerializable(typeof(AbortPreview))]
[JsonSerializable(typeof(AbortRequest))]
[JsonSerializable(typeof(AbortAnswer))]
[JsonSerializable(typeof(PlanView))]
[JsonSerializable(typeof(PastRunsView))]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class DashboardJson : JsonSerializerContext;
