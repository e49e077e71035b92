namespace Whimbrel.Engine.Application;

/// <summary>How much of an application ran.</summary>
/// <param name="Name">The service's; empty where there is but one.</param>
/// <param name="Replicas">Null where that cannot be told, or it runs once on each node.</param>
public sealed record ReplicaCount(string Name, int? Replicas)
{
    public override string ToString() => $"{(Name.Length > 0 ? Name + " " : "")}{Replicas?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "not counted"}";
}

/// <summary>The application that uses the database: how many replicas run, and how it is stopped and started. Swarm services are one, the operator's own commands are another.</summary>
public interface IApplication
{
    /// <summary>What drives it, for people; null when nothing does.</summary>
    string? DrivenBy { get; }

    /// <summary>Looks whether it can be driven; changes nothing.</summary>
    /// <exception cref="OperatorException">When it cannot.</exception>
    Task AssertPossibleAsync(CancellationToken ct);

    /// <summary>How many replicas run, or are meant to.</summary>
    Task<IReadOnlyList<ReplicaCount>> CountReplicasAsync(CancellationToken ct);

    /// <summary>Stops it, and waits until none of it runs.</summary>
    Task StopAsync(Action<string> progress, CancellationToken ct);

    /// <summary>Starts as many replicas as were recorded before the stop, and waits until they run.</summary>
    Task StartAsync(IReadOnlyList<ReplicaCount> before, Action<string> progress, CancellationToken ct);

    /// <summary>Waits as long as it takes to know that what was started stays up; the application is in service meanwhile.</summary>
    /// <exception cref="OperatorException">When it does not.</exception>
    Task HoldAsync(IReadOnlyList<ReplicaCount> before, Action<string> progress, CancellationToken ct);

    /// <summary>The errors in its log between two times.</summary>
    /// <returns>Empty where it has no log that we know of.</returns>
    Task<IReadOnlyList<LogCount>> CountErrorsAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken ct);
}
