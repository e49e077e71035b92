namespace Whimbrel.Engine.Settings;

/// <summary>Reads the keys of <c>watch</c>.</summary>
internal static class WatchSettingsReader
{
    /// <summary>What is asked where the operator names nothing: PostgreSQL's exporter, and the usual counter of requests.</summary>
    private static readonly string[] _queries =
    [
        "sum(pg_stat_activity_count)",
        "sum(rate(pg_stat_database_xact_rollback[1m]))",
        "max(pg_replication_lag_seconds)",
        """sum(rate(http_requests_total{status=~"5.."}[1m]))""",
    ];

    public static WatchSettings Read(SettingsReader reader)
    {
        var watch = new WatchSettings(
            reader.Time("watch.for", TimeSpan.FromHours(1)),
            reader.Time("watch.every", TimeSpan.FromMinutes(5)),
            reader.Time("watch.baseline", TimeSpan.FromSeconds(10)),
            reader.Choice("watch.roll_back", "never", "never", "broken", "degraded"),
            ReadPrometheus(reader));
        if (watch.Every < TimeSpan.FromMilliseconds(100))
        {
            reader.Problems.Add($"{reader.Source("watch.every")}: 'watch.every' must be at least 100ms");
        }

        return watch;
    }

    private static PrometheusSettings ReadPrometheus(SettingsReader reader)
    {
        const string Key = "watch.prometheus";
        Uri? url = null;
        if (reader.Text(Key) is { } text && (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0))
        {
            reader.Problems.Add($"{reader.Source(Key)}: '{Key}' takes an address such as http://10.0.1.30:9090; a user goes into watch.prometheus_user, a password into watch.prometheus_password_file");
        }

        var (user, password, token) = (reader.Text("watch.prometheus_user"), reader.OptionalLocation("watch.prometheus_password_file"), reader.OptionalLocation("watch.prometheus_token_file"));
        if (url is not null && ((user is null) != (password is null) || (user is not null && token is not null)))
        {
            reader.Problems.Add($"{reader.Source(Key)}: Prometheus takes a user with a password (watch.prometheus_user, watch.prometheus_password_file) or a token (watch.prometheus_token_file)");
        }

        var queries = reader.List("watch.prometheus_queries");
        return new PrometheusSettings(url, queries.Count > 0 ? queries : _queries, reader.List("watch.prometheus_alarms"), user, password, token);
    }
}
