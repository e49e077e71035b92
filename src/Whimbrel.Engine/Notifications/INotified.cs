namespace Whimbrel.Engine.Notifications;

/// <summary>Somebody who is told what happens to a run.</summary>
internal interface INotified
{
    /// <summary>For people, without a secret.</summary>
    string Name { get; }

    /// <summary>Tells it once.</summary>
    /// <returns>Why it was not told, without a secret; null when it was.</returns>
    Task<string?> TellAsync(Notification notification, CancellationToken ct);
}
