using System.Globalization;
using System.Text.Json;

namespace Whimbrel.Engine.PostgresTests.Psql;

/// <summary>A server that logs every statement it is sent.</summary>
public sealed class LoggingServer : IAsyncLifetime
{
    private static readonly string[] _settings =
    [
        "logging_collector = on", "log_destination = 'jsonlog'", "log_directory = 'log'", "log_filename = 'sent'", "log_rotation_size = 0",
        "log_statement = 'all'", "log_min_messages = error", "log_min_error_statement = error",
    ];

    private readonly SemaphoreSlim _gate = new(1);
    private PostgresServer? _server;

    private PostgresServer Server => _server ?? throw new InvalidOperationException("not started");

    private string Log => Path.Combine(Server.DataFolder, "log", "sent.json");

    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartAsync(Servers.WithTools, _settings);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _gate.Dispose();
    }

    /// <summary>Runs a script with psql, and reads in the log what came of it.</summary>
    public async Task<IReadOnlyList<string>> SentByPsqlAsync(string path)
    {
        await _gate.WaitAsync();
        try
        {
            var name = $"psql-{Guid.NewGuid():N}";
            var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PGAPPNAME"] = name, ["PGPASSWORD"] = PostgresServer.AdminPassword };
            using var psql = Command.Start(
                ["psql", "-X", "-q", "-h", "127.0.0.1", "-p", Server.Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-d", "postgres", "-f", path],
                Path.GetDirectoryName(path)!, environment);
            _ = await psql.EndAsync();
            return await ReadAsync(name);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// A <c>\g</c> with nothing before it makes psql send an empty query, which the reader leaves out. The collector writes a moment later: a
    /// statement of our own that comes behind tells that all is there.
    /// </summary>
    private async Task<IReadOnlyList<string>> ReadAsync(string application)
    {
        var mark = $"SELECT '{Guid.NewGuid():N}'";
        await Server.ExecuteAsync("postgres", mark);
        string[] lines = [];
        await Eventually.IsTrueAsync(async () => (lines = await File.ReadAllLinesAsync(Log)).Any(l => l.Contains(mark, StringComparison.Ordinal)), "the log has our mark");
        return [.. Statements(lines.Where(l => l.Contains(application, StringComparison.Ordinal))).Where(s => s.Length > 0)];
    }

    /// <summary>A statement that cannot be parsed is logged only with its error; any other before it runs.</summary>
    private static IEnumerable<string> Statements(IEnumerable<string> lines)
    {
        var last = (string?)null;
        foreach (var line in lines)
        {
            using var entry = JsonDocument.Parse(line);
            var message = entry.RootElement.GetProperty("message").GetString()!;
            if (message.StartsWith("statement: ", StringComparison.Ordinal))
            {
                yield return last = message["statement: ".Length..];
            }
            else if (entry.RootElement.TryGetProperty("statement", out var statement))
            {
                if (statement.GetString() != last)
                {
                    yield return statement.GetString()!;
                }

                last = null;
            }
        }
    }
}
