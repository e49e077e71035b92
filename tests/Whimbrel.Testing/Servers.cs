namespace Whimbrel.Testing;

/// <summary>The servers of a test assembly: each started when a test first asks for it, all ended with the assembly.</summary>
public sealed class Servers : IAsyncDisposable
{
    /// <summary>The majors that Whimbrel is tested with.</summary>
    public static IReadOnlyList<int> Majors { get; } = [14, 15, 16, 17, 18];

    /// <summary>The major whose pg_dump Debian 12 has.</summary>
    public const int WithTools = 15;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<int, PostgresServer> _servers = [];

    public Task<PostgresServer> MainAsync() => GetAsync(WithTools);

    public async Task<PostgresServer> GetAsync(int major)
    {
        await _gate.WaitAsync();
        try
        {
            if (!_servers.TryGetValue(major, out var server))
            {
                server = await PostgresServer.StartAsync(major);
                _servers.Add(major, server);
            }

            return server;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        _gate.Dispose();
    }
}
