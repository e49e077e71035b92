namespace Whimbrel.Engine.Application;

/// <summary>The application that uses the database: how many replicas run, and how it is stopped and started. A Swarm service is one, the operator's own commands are another.</summary>
public interface IApplication
{
    /// <summary>What drives it, for people; null when nothing does.</summary>
    string? DrivenBy { get; }

    /// <summary>How many replicas run now; null when that cannot be told.</summary>
    Task<int?> CountReplicasAsync(CancellationToken ct);

    Task StopAsync(CancellationToken ct);

    /// <summary>Starts as many replicas as were recorded before the stop.</summary>
    Task StartAsync(int? replicas, CancellationToken ct);
}
