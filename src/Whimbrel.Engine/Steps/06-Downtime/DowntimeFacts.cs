using Whimbrel.Engine.Application;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>The downtime as a client saw it.</summary>
/// <param name="Type">minimal or full.</param>
/// <param name="Url">What it asked; null when there was no address to ask.</param>
/// <param name="Seconds">From the first refused request to the first healthy one behind the last refused; 0 when none was.</param>
/// <param name="Timeline">Its requests, those in a row that were answered alike together.</param>
/// <param name="Ended">The sessions that were ended, in words.</param>
public sealed record DowntimeFacts(
    string Type, string? Url, double Seconds, double BudgetSeconds, DateTimeOffset? FirstRefused, DateTimeOffset? HealthyAgain, IReadOnlyList<ProbeStretch> Timeline, IReadOnlyList<string> Ended);
