namespace Whimbrel.Engine.Application;

/// <summary>An application that Whimbrel was not told how to drive: it can only be left alone.</summary>
public sealed class UnmanagedApplication : IApplication
{
    public string? DrivenBy => null;

    public Task AssertPossibleAsync(CancellationToken ct) => throw NotManaged();

    public Task<IReadOnlyList<ReplicaCount>> CountReplicasAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<ReplicaCount>>([]);

    public Task StopAsync(Action<string> progress, CancellationToken ct) => throw NotManaged();

    public Task StartAsync(IReadOnlyList<ReplicaCount> before, Action<string> progress, CancellationToken ct) => throw NotManaged();

    public Task HoldAsync(IReadOnlyList<ReplicaCount> before, Action<string> progress, CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<LogCount>> CountErrorsAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken ct) => Task.FromResult<IReadOnlyList<LogCount>>([]);

    private static OperatorException NotManaged() => new(
        "full downtime needs to know how the application is stopped and started; nothing was changed",
        "set application.service (swarm:NAME), or application.commands.stop and application.commands.start.");
}
