using System.Collections.Concurrent;
using Npgsql;

namespace Whimbrel.Engine.Postgres;

/// <summary>The database that is migrated: how sessions to it are opened, and what it said of itself.</summary>
public sealed class Database : IAsyncDisposable
{
    // Twice the statement timeout that the server keeps: a network that swallows the answer must not hold a look-up for ever.
    private const int LookUpSeconds = 60;

    // Who watches over a stall budget and hears nothing for so long is blind.
    private const int WatchSeconds = 5;

    // More often than a pooler is asked which backend serves us: what is prepared would be lost in it.
    private const int UsesBeforePrepared = 8;

    private readonly NpgsqlDataSource _forLookUps;
    private readonly NpgsqlDataSource _forScripts;
    private readonly SessionStore _idle = new();
    private readonly SessionStore _idleForScripts = new();
    private readonly TimeSpan _lockTimeout;
    private bool _isPooled;

    static Database() =>
        // Statements go to the server as they stand in the script: Npgsql must not look for semicolons and placeholders in them.
        AppContext.SetSwitch("Npgsql.EnableSqlRewriting", isEnabled: false);

    private Database(NpgsqlDataSource forLookUps, NpgsqlDataSource forScripts, ServerAddress address, TimeSpan lockTimeout)
    {
        (_forLookUps, _forScripts) = (forLookUps, forScripts);
        Address = address;
        _lockTimeout = lockTimeout;
    }

    public ServerAddress Address { get; }

    /// <summary>What new sessions are called on the server; null for the name given at the connection.</summary>
    public string? ApplicationName { get; set; }

    /// <summary>Whether the server refuses every change of our sessions: a plan must not write.</summary>
    public bool IsReadOnly { get; init; }

    public DatabaseIdentity Identity { get; private set; } = DatabaseIdentity.Unknown;

    /// <summary>Connects, learns who it is, and refuses a pooler that would lose our lock and our transactions.</summary>
    /// <exception cref="OperatorException">When the server cannot be reached or refuses us.</exception>
    public static async Task<Database> ConnectAsync(ServerAddress address, string applicationName, TimeSpan lockTimeout, CancellationToken ct, bool isReadOnly = false)
    {
        var database = new Database(Source(address, applicationName, prepared: 64), Source(address, applicationName, prepared: 0), address, lockTimeout) { IsReadOnly = isReadOnly };
        try
        {
            await using var session = await database.OpenAsync(ct);
            database._isPooled = await TransactionPooler.RefuseAsync(database, session, ct);
            database.Identity = await session.QuerySingleAsync("database_identity", DatabaseIdentity.Read, ct);
            return database;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            await database.DisposeAsync();
            throw ServerErrors.CannotConnect(e, address);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Relations that were seen to be there, outside of any transaction.</summary>
    internal ConcurrentDictionary<string, bool> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>A session for our own look-ups: no wait for a lock above the stall budget, no statement above 30 s. It is kept for the next look-up.</summary>
    public async Task<Session> OpenAsync(CancellationToken ct)
    {
        if (await _idle.TakeAsync(ApplicationName, ct) is { } kept)
        {
            kept.CommandSeconds = LookUpSeconds;
            return kept;
        }

        var session = await ConnectAsync(_forLookUps, LookUpSeconds, ct);
        await session.ExecuteTogetherAsync([Settings(TimeSpan.FromSeconds(30))], ct);
        var name = ApplicationName;
        session.GoesBackTo = closed =>
        {
            closed.CommandSeconds = WatchSeconds;
            return _idle.KeepAsync(closed, name);
        };
        return session;
    }

    /// <summary>The same for looks that bound how long others wait: an answer that does not come in time is an error soon.</summary>
    public async Task<Session> OpenToWatchAsync(CancellationToken ct)
    {
        var session = await OpenAsync(ct);
        session.CommandSeconds = WatchSeconds;
        return session;
    }

    /// <summary>A session for the operator's scripts, whose statements may take their time; the server drops it when we are gone.</summary>
    public async Task<Session> OpenForScriptAsync(CancellationToken ct)
    {
        var session = await _idleForScripts.TakeAsync(ApplicationName, ct);
        if (session is not null)
        {
            // Whether it may be kept once more depends on the script that takes it now.
            session.GoesBackTo = null;
            // As good as new: settings, temporary tables, advisory locks, prepared statements are gone.
            await session.ExecuteTogetherAsync([new SqlCommand("DISCARD ALL"), Settings(statementTimeout: null)], ct);
            return session;
        }

        session = await ConnectAsync(_forScripts, commandSeconds: 0, ct);
        await session.ExecuteTogetherAsync([Settings(statementTimeout: null)], ct);
        return session;
    }

    /// <summary>The session of a script that has changed nothing which a new session would have otherwise.</summary>
    public void KeepForScripts(Session session)
    {
        var name = ApplicationName;
        session.GoesBackTo = closed => _idleForScripts.KeepAsync(closed, name);
    }

    /// <summary>Closes what is kept for later: the name may lead to another database from now on.</summary>
    internal async Task ForgetSessionsAsync()
    {
        await _idle.CloseIdleAsync();
        await _idleForScripts.CloseIdleAsync();
        Seen.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _idle.CloseAsync();
        await _idleForScripts.CloseAsync();
        await _forLookUps.DisposeAsync();
        await _forScripts.DisposeAsync();
    }

    /// <param name="prepared">How many statements that come again and again the server keeps parsed and planned: half of the time of a look at the locks. None for scripts, whose sessions are told to forget everything.</param>
    private static NpgsqlDataSource Source(ServerAddress address, string applicationName, int prepared)
    {
        var settings = address.ToConnectionString(applicationName);
        (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (prepared, UsesBeforePrepared);
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        // Our own look-ups read the server's own types; the answers of scripts are read as text.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return builder.Build();
    }

    private async Task<Session> ConnectAsync(NpgsqlDataSource source, int commandSeconds, CancellationToken ct)
    {
        var session = new Session(await source.OpenConnectionAsync(ct), commandSeconds) { Seen = Seen };
        if (_isPooled)
        {
            // A pooler makes up the process id that it hands to its clients.
            session.ProcessId = (int)await session.QuerySingleAsync("own_backend", row => row.Number("Pid"), ct);
        }

        return session;
    }

    private SqlCommand Settings(TimeSpan? statementTimeout)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["lock_timeout"] = Milliseconds(_lockTimeout),
            ["client_connection_check_interval"] = "1s",
            ["idle_in_transaction_session_timeout"] = "60s",
            ["idle_session_timeout"] = "0",
        };
        if (ApplicationName is not null)
        {
            settings["application_name"] = ApplicationName;
        }

        if (IsReadOnly)
        {
            settings["default_transaction_read_only"] = "on";
        }

        if (statementTimeout is { } timeout)
        {
            settings["statement_timeout"] = Milliseconds(timeout);
        }

        // A network that swallows everything must not leave our locks behind for hours.
        (settings["tcp_keepalives_idle"], settings["tcp_keepalives_interval"], settings["tcp_keepalives_count"], settings["tcp_user_timeout"]) = ("10s", "5s", "3", "25s");

        var calls = settings.Keys.Select((name, i) => $"set_config('{name}', ${i + 1}, false)");
        return new SqlCommand($"SELECT {string.Join(", ", calls)}", [.. settings.Values]);
    }

    private static string Milliseconds(TimeSpan time) => $"{Math.Max(1, (long)time.TotalMilliseconds)}ms";
}
