using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Proxy;

/// <summary>A proxy on this machine, reloaded by the operator's own command. nginx is tested too, by the same program with <c>-t</c>.</summary>
public sealed class CommandProxy(ProxySettings settings) : IProxy
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    public string ReloadedBy => string.Join(' ', settings.Reload);

    private IReadOnlyList<string> TestCommand => settings.Test.Count > 0 ? settings.Test : WithNginxOption("-t");

    public string Inside(string path) => path;

    public async Task<string?> TestAsync(CancellationToken ct)
    {
        if (TestCommand.Count == 0)
        {
            return null;
        }

        var (exitCode, output, errors) = await RunAsync(TestCommand, ct);
        return exitCode == 0 ? null : errors.Length > 0 ? errors : output.Length > 0 ? output : $"'{string.Join(' ', TestCommand)}' ended with {exitCode}";
    }

    public async Task<string?> ReadConfigurationAsync(CancellationToken ct)
    {
        if (WithNginxOption("-T") is not { Count: > 0 } command)
        {
            return null;
        }

        var (exitCode, output, _) = await RunAsync(command, ct);
        return exitCode == 0 ? output : null;
    }

    public Task SettleAsync(string path, bool isThere, CancellationToken ct) => Task.CompletedTask;

    public async Task ReloadAsync(CancellationToken ct)
    {
        var (exitCode, _, errors) = await RunAsync(settings.Reload, ct);
        if (exitCode != 0)
        {
            throw new OperatorException($"'{ReloadedBy}' ended with {exitCode}: {errors}", "run it by hand to see why.", ExitCode.WentBack);
        }
    }

    /// <summary>The reload's own command with another option in place of <c>-s reload</c>; empty where it is no nginx.</summary>
    private IReadOnlyList<string> WithNginxOption(string option)
    {
        var at = settings.Reload.ToList().IndexOf("-s");
        return at > 0 && at + 1 < settings.Reload.Count && settings.Reload[at + 1] == "reload" && settings.Reload.Any(a => Path.GetFileName(a) == "nginx")
            ? [.. settings.Reload.Take(at), option, .. settings.Reload.Skip(at + 2)]
            : [];
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(IReadOnlyList<string> command, CancellationToken ct) =>
        ChildProcess.RunAsync(command, new Dictionary<string, string?>(StringComparer.Ordinal), _limit, ct);
}
