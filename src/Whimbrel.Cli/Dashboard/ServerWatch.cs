using System.Net.Sockets;
using Npgsql;
using Whimbrel.Engine;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Dashboard;

/// <summary>Asks the server who waits for whom and what is under way, through one connection that can change nothing. A server that is down is asked again.</summary>
internal sealed class ServerWatch(WhimbrelSettings settings, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Longer than this no look may burden a server in trouble.</summary>
    private const string StatementTimeout = "2s";

    private readonly Estimate _estimate = new();
    private Database? _database;
    private Session? _session;
    private DateTimeOffset? _downSince;

    /// <summary>Which database it is; null before the first answer.</summary>
    public DatabaseIdentity? Identity { get; private set; }

    public async Task<ServerView> LookAsync(CancellationToken ct)
    {
        try
        {
            var session = _session ?? await ConnectAsync(ct);
            var locks = await new LockTreeReader(_database!, session, settings.Locks.StallBudget, time).ReadAsync(ct);
            var work = await CommandUnderWay.ReadAsync(session, ct);
            var holder = await RunLock.FindHolderAsync(session, ct);
            _downSince = null;
            return new ServerView(locks.At, null, null, Identity!.ServerVersion, locks, [.. work.Select(w => View(w, locks.At))]) { Holder = holder?.Application };
        }
        catch (Exception e) when (e is NpgsqlException or OperatorException or IOException or InvalidOperationException or TimeoutException or SocketException)
        {
            await CloseAsync();
            var now = time.GetUtcNow();
            _downSince ??= now;
            return new ServerView(now, e is OperatorException known ? known.Message : ServerErrors.Explain(e, "the dashboard").Message, _downSince, null, null, []);
        }
    }

    /// <summary>Gives the connection back; the next look opens one.</summary>
    public async Task CloseAsync()
    {
        var (session, database) = (_session, _database);
        (_session, _database) = (null, null);
        if (session is not null)
        {
            await session.DisposeAsync();
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task<Session> ConnectAsync(CancellationToken ct)
    {
        _database = await Database.ConnectAsync(settings.Database, RunOpening.ApplicationName("dashboard", null), settings.Locks.StallBudget, ct, isReadOnly: true);
        Identity = _database.Identity;
        _session = await _database.OpenToWatchAsync(ct);
        await _session.ExecuteAsync("SELECT set_config('statement_timeout', $1, false)", ct, StatementTimeout);
        return _session;
    }

    private WorkView View(CommandUnderWay work, DateTimeOffset now)
    {
        _estimate.Forget(now);
        var left = _estimate.LeftSeconds($"{work.Pid} {work.Command} {work.Relation} {work.Phase}", work.Share, now);
        return new WorkView(work.Pid, work.Command, work.Phase, work.Relation, work.Application, work.Done, work.Total, work.Unit, work.Share, left);
    }
}
