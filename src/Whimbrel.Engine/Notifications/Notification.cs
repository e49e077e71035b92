using System.Text.Json.Serialization;

namespace Whimbrel.Engine.Notifications;

/// <summary>What somebody is told of a run: the JSON that a webhook and a command get.</summary>
/// <param name="Event"><c>start</c>, <c>downtime</c>, <c>breach</c> or <c>end</c>.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record Notification(
    string Event,
    string Run,
    string Command,
    string Database,
    IReadOnlyList<string> Versions,
    DateTimeOffset At,
    string PerformedBy,
    string Host,
    string Message)
{
    /// <summary>As in the record; at the end only.</summary>
    public string? Status { get; init; }

    public int? ExitCode { get; init; }

    public double? Seconds { get; init; }

    /// <summary>As a client saw it; null for zero downtime.</summary>
    public double? DowntimeSeconds { get; init; }

    /// <summary>The watch's.</summary>
    public string? Verdict { get; init; }

    /// <summary>The next command that goes back.</summary>
    public string? WayBack { get; init; }

    /// <summary>The folder of the record.</summary>
    public string? Record { get; init; }
}

/// <summary>What Slack's incoming webhooks take, and those that are made after them.</summary>
internal sealed record SlackMessage(string Text);

/// <summary>Notifications as JSON: what is not known yet is not there.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Notification))]
[JsonSerializable(typeof(SlackMessage))]
internal sealed partial class NotificationJson : JsonSerializerContext;
