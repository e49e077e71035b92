using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Dashboard;

/// <summary>
/// Looks at the run and at the server as long as somebody looks at the page, and tells every browser what changed. Who comes later is told first
/// what the others know.
/// </summary>
internal sealed class Feed(WhimbrelSettings settings, TimeProvider time) : IAsyncDisposable
{
    private const int MostLines = 2000;
    private const int MostPoints = 20_000;
    private const int MostWaits = 3600;

    private static readonly TimeSpan _pauseForRun = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _pauseForServer = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Browsers _browsers = new();
    private readonly RunFollower _follower = new(settings, time);
    private readonly ServerWatch _server = new(settings, time);
    private readonly List<LogLine> _log = [];
    private readonly List<LatencySecond> _latency = [];
    private readonly List<IReadOnlyList<double?>> _waits = [];
    private byte[] _lastRun = [];
    private ServerView? _serverView;
    private string? _trouble;

    /// <summary>The run that is shown; null where there is none.</summary>
    public RunView? Run { get; private set; }

    /// <summary>Works until it is told to end.</summary>
    public async Task WorkAsync(CancellationToken ct)
    {
        Task[] loops = [FollowRunAsync(ct), WatchServerAsync(ct)];
        try
        {
            // One that fails must not leave a page that shows half of it.
            await await Task.WhenAny(loops);
            await Task.WhenAll(loops);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
    }

    /// <returns>Null when there are too many.</returns>
    public ChannelReader<FeedEvent>? Subscribe()
    {
        lock (_gate)
        {
            return _browsers.Add(Everything());
        }
    }

    public void Unsubscribe(ChannelReader<FeedEvent> reader) => _browsers.Remove(reader);

    /// <summary>Says something to every browser, once.</summary>
    public void Notify(NoticeView notice) => _browsers.Tell(Event("notice", notice, DashboardJson.Default.NoticeView));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private IEnumerable<FeedEvent> Everything()
    {
        yield return Event("begin", new BeginView(time.GetUtcNow(), settings.Database.ToString(), RunOpening.ProgramVersion), DashboardJson.Default.BeginView);
        yield return new FeedEvent("run", _lastRun.Length == 0 ? "null"u8.ToArray() : _lastRun);
        if (_serverView is { } server)
        {
            yield return Event("server", server, DashboardJson.Default.ServerView);
        }

        yield return Event("log", new LogView(_log), DashboardJson.Default.LogView);
        yield return Event("latency", Points.Of(_latency), DashboardJson.Default.LatencyView);
        yield return Event("waits", new WaitsView(_waits), DashboardJson.Default.WaitsView);
    }

    private async Task FollowRunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            if (_browsers.Any)
            {
                LookAtRun();
            }

            await PauseAsync(_pauseForRun, ct);
        }
    }

    /// <summary>A folder may be taken away, or closed to us, while it is read: that is said once, and it is looked for again.</summary>
    private void LookAtRun()
    {
        try
        {
            Publish(_follower.Look(_server.Identity, _serverView));
            _trouble = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_trouble != e.Message)
            {
                _trouble = e.Message;
                Notify(new NoticeView($"The runs cannot be read: {e.Message}", $"state.path is {settings.StatePath}."));
            }
        }
    }

    private async Task WatchServerAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            if (_browsers.Any)
            {
                Publish(await _server.LookAsync(ct));
            }
            else
            {
                await _server.CloseAsync();
            }

            await PauseAsync(_pauseForServer, ct);
        }
    }

    private static Task PauseAsync(TimeSpan pause, CancellationToken ct) => Task.Delay(pause, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void Publish(RunNews news)
    {
        lock (_gate)
        {
            if (news.IsAnother)
            {
                (Run, _lastRun) = (null, []);
                _log.Clear();
                _latency.Clear();
                _browsers.Tell([.. Everything()]);
            }

            var run = JsonSerializer.SerializeToUtf8Bytes(news.View, DashboardJson.Default.RunView);
            if (!run.AsSpan().SequenceEqual(_lastRun))
            {
                (Run, _lastRun) = (news.View, run);
                _browsers.Tell(new FeedEvent("run", run));
            }

            if (news.Log.Count > 0)
            {
                Keep(_log, news.Log, MostLines);
                _browsers.Tell(Event("log", new LogView(news.Log), DashboardJson.Default.LogView));
            }

            if (news.Latency.Count > 0)
            {
                Keep(_latency, news.Latency, MostPoints);
                _browsers.Tell(Event("latency", Points.Of(news.Latency), DashboardJson.Default.LatencyView));
            }
        }
    }

    private void Publish(ServerView server)
    {
        lock (_gate)
        {
            IReadOnlyList<double?> point = [server.At.ToUnixTimeMilliseconds() / 1000.0, server.Locks?.Waiting, server.Locks?.LongestWaitSeconds * 1000];
            _serverView = server;
            Keep(_waits, [point], MostWaits);
            _browsers.Tell(Event("server", server, DashboardJson.Default.ServerView), Event("waits", new WaitsView([point]), DashboardJson.Default.WaitsView));
        }
    }

    private static void Keep<T>(List<T> all, IReadOnlyList<T> more, int most)
    {
        all.AddRange(more);
        if (all.Count > most)
        {
            all.RemoveRange(0, all.Count - most);
        }
    }

    private static FeedEvent Event<T>(string name, T document, JsonTypeInfo<T> type) => new(name, JsonSerializer.SerializeToUtf8Bytes(document, type));
}
