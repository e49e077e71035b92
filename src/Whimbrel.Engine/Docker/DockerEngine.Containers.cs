using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;

namespace Whimbrel.Engine.Docker;

/// <summary>What an engine knows of its own containers.</summary>
public sealed partial class DockerEngine
{
    public async Task<EngineContainer> ContainerAsync(string id, CancellationToken ct)
    {
        var asked = $"describe the container {Short(id)}";
        return EngineJson.Container(await GetAsync($"containers/{Escaped(id)}/json", asked, ct) ?? throw EngineErrors.Refused(Address, asked, HttpStatusCode.NotFound, "it is gone"));
    }

    /// <param name="signal">As <c>HUP</c>.</param>
    public Task KillAsync(string containerId, string signal, CancellationToken ct) =>
        PostAsync($"containers/{Escaped(containerId)}/kill?signal={Escaped(signal)}", body: null, $"send {signal} to the container {Short(containerId)}", ct);

    /// <summary>What a service or a container has written, as it comes; it ends with what there is now.</summary>
    public IAsyncEnumerable<LogLine> ServiceLogsAsync(SwarmService service, DateTimeOffset since, DateTimeOffset? until, CancellationToken ct) =>
        LogsAsync($"services/{service.Id}", service.Spec.Part("TaskTemplate").Part("ContainerSpec").Flag("TTY"), since, until, ct);

    /// <inheritdoc cref="ServiceLogsAsync"/>
    public IAsyncEnumerable<LogLine> ContainerLogsAsync(EngineContainer container, DateTimeOffset since, DateTimeOffset? until, CancellationToken ct) =>
        LogsAsync($"containers/{container.Id}", container.HasTerminal, since, until, ct);

    private async IAsyncEnumerable<LogLine> LogsAsync(string what, bool hasTerminal, DateTimeOffset since, DateTimeOffset? until, [EnumeratorCancellation] CancellationToken ct)
    {
        const string Asked = "show a log";
        var path = $"{what}/logs?stdout=1&stderr=1&timestamps=1&since={Seconds(since)}";
        using var answer = await SendAsync(HttpMethod.Get, Versioned(path), content: null, Asked, ct);
        if (!answer.IsSuccessStatusCode)
        {
            await ReadAsync(answer, Asked, ct);
        }

        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        var lines = new LogLines(stream, hasTerminal);
        while (await BoundAsync(lines.NextAsync, Asked, ct) is { } line)
        {
            // The engine itself knows no end for a service's log.
            if (until is null || line.At <= until)
            {
                yield return line;
            }
        }
    }

    private static string Seconds(DateTimeOffset time) => (time.ToUnixTimeMilliseconds() / 1000m).ToString("0.000", CultureInfo.InvariantCulture);

    internal static string Short(string id) => id.Length > 12 ? id[..12] : id;
}
