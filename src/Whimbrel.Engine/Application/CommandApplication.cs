using System.Globalization;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Application;

/// <summary>An application that is driven by the operator's own commands: systemd, Compose, Kubernetes, a script.</summary>
public sealed class CommandApplication(ApplicationSettings settings) : IApplication
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(5);

    public string DrivenBy => string.Join(' ', settings.Stop);

    public Task AssertPossibleAsync(CancellationToken ct) => Task.CompletedTask;

    public async Task<IReadOnlyList<ReplicaCount>> CountReplicasAsync(CancellationToken ct)
    {
        if (settings.Replicas.Count == 0)
        {
            return [new ReplicaCount("", null)];
        }

        var output = (await RunAsync(settings.Replicas, new Dictionary<string, string?>(StringComparer.Ordinal), ct)).Trim();
        return int.TryParse(output, NumberStyles.None, CultureInfo.InvariantCulture, out var replicas)
            ? [new ReplicaCount("", replicas)]
            : throw new OperatorException($"application.commands.replicas ({string.Join(' ', settings.Replicas)}) printed '{Short(output)}' instead of a number", "let it print how many replicas run, and nothing else.");
    }

    public Task StopAsync(Action<string> progress, CancellationToken ct) => RunAsync(settings.Stop, new Dictionary<string, string?>(StringComparer.Ordinal), ct);

    /// <summary>The number is given as WHIMBREL_REPLICAS and in place of <c>{replicas}</c>.</summary>
    public Task StartAsync(IReadOnlyList<ReplicaCount> before, Action<string> progress, CancellationToken ct)
    {
        var number = (before is [var only, ..] ? only.Replicas : null)?.ToString(CultureInfo.InvariantCulture) ?? "";
        return RunAsync(
            [.. settings.Start.Select(a => a.Replace("{replicas}", number, StringComparison.Ordinal))],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["WHIMBREL_REPLICAS"] = number },
            ct);
    }

    /// <summary>Its start command has waited for what there is to wait for.</summary>
    public Task HoldAsync(IReadOnlyList<ReplicaCount> before, Action<string> progress, CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<LogCount>> CountErrorsAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken ct) => Task.FromResult<IReadOnlyList<LogCount>>([]);

    private static async Task<string> RunAsync(IReadOnlyList<string> command, Dictionary<string, string?> environment, CancellationToken ct)
    {
        var (exitCode, output, errors) = await ChildProcess.RunAsync(command, environment, _limit, ct);
        return exitCode == 0
            ? output
            : throw new OperatorException($"'{string.Join(' ', command)}' ended with {exitCode}: {Short(errors.Length > 0 ? errors : output)}", "run it by hand to see why.", ExitCode.WentBack);
    }

    private static string Short(string text) => text.Length > 500 ? "…" + text[^500..] : text;
}
