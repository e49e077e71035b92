namespace Whimbrel.Engine.Proxy;

/// <summary>The proxy in front of the application: one process on this machine, or all tasks of a service.</summary>
public interface IProxy
{
    /// <summary>What reloads it, for people.</summary>
    string ReloadedBy { get; }

    /// <summary>The path of a file of ours as the proxy sees it.</summary>
    string Inside(string path);

    /// <returns>What is wrong with its configuration, in its own words; null when nothing is, or it cannot be asked.</returns>
    Task<string?> TestAsync(CancellationToken ct);

    /// <returns>Its whole configuration, each file under its name; null when it cannot be asked.</returns>
    Task<string?> ReadConfigurationAsync(CancellationToken ct);

    /// <summary>Waits until all of it sees that a file of ours is there, or gone.</summary>
    Task SettleAsync(string path, bool isThere, CancellationToken ct);

    /// <exception cref="OperatorException">When it does not take the new configuration.</exception>
    Task ReloadAsync(CancellationToken ct);
}
