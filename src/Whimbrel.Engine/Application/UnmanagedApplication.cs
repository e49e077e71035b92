namespace Whimbrel.Engine.Application;

/// <summary>An application that Whimbrel was not told how to drive: it can only be left alone.</summary>
public sealed class UnmanagedApplication : IApplication
{
    public string? DrivenBy => null;

    public Task<int?> CountReplicasAsync(CancellationToken ct) => Task.FromResult<int?>(null);

    public Task StopAsync(CancellationToken ct) => throw NotManaged();

    public Task StartAsync(int? replicas, CancellationToken ct) => throw NotManaged();

    private static OperatorException NotManaged() => new(
        "the application cannot be stopped and started: application.commands has no stop and start",
        "set application.commands.stop and application.commands.start in the configuration.");
}
