using Npgsql;

namespace Whimbrel.Engine.Postgres;

/// <summary>The database that is migrated: how sessions to it are opened, and what it said of itself.</summary>
public sealed class Database : IAsyncDisposable
{
    // Twice the statement timeout that the server keeps: a network that swallows the answer must not hold a look-up for ever.
    private const int LookUpSeconds = 60;

    private readonly NpgsqlDataSource _source;
    private readonly TimeSpan _lockTimeout;

    static Database() =>
        // Statements go to the server as they stand in the script: Npgsql must not look for semicolons and placeholders in them.
        AppContext.SetSwitch("Npgsql.EnableSqlRewriting", isEnabled: false);

    private Database(NpgsqlDataSource source, ServerAddress address, TimeSpan lockTimeout)
    {
        _source = source;
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
        var builder = new NpgsqlSlimDataSourceBuilder(address.ToConnectionString(applicationName).ConnectionString);
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        var database = new Database(builder.Build(), address, lockTimeout) { IsReadOnly = isReadOnly };
        try
        {
            await using var session = await database.OpenAsync(ct);
            await TransactionPooler.RefuseAsync(database, session, ct);
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

    /// <summary>A session for our own look-ups: no wait for a lock above the stall budget, no statement above 30 s.</summary>
    public Task<Session> OpenAsync(CancellationToken ct) => OpenAsync(TimeSpan.FromSeconds(30), ct);

    /// <summary>A session for the operator's scripts, whose statements may take their time; the server drops it when we are gone.</summary>
    public Task<Session> OpenForScriptAsync(CancellationToken ct) => OpenAsync(statementTimeout: null, ct);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<Session> OpenAsync(TimeSpan? statementTimeout, CancellationToken ct)
    {
        var session = new Session(await _source.OpenConnectionAsync(ct), statementTimeout is null ? 0 : LookUpSeconds);
        await session.ExecuteAsync("SELECT set_config('lock_timeout', $1, false), set_config('client_connection_check_interval', '1s', false), set_config('idle_in_transaction_session_timeout', '60s', false), set_config('idle_session_timeout', '0', false)", ct, Milliseconds(_lockTimeout));
        if (ApplicationName is not null)
        {
            await session.NameAsync(ApplicationName, ct);
        }

        if (IsReadOnly)
        {
            await session.ExecuteAsync("SET default_transaction_read_only = on", ct);
        }

        if (statementTimeout is { } timeout)
        {
            await session.ExecuteAsync("SELECT set_config('statement_timeout', $1, false)", ct, Milliseconds(timeout));
        }

        return session;
    }

    private static string Milliseconds(TimeSpan time) => $"{Math.Max(1, (long)time.TotalMilliseconds)}ms";
}
