namespace Whimbrel.Engine.Settings;

/// <summary>Every key of the configuration; a key that is not here is an error.</summary>
public static class SettingKeys
{
    public static IReadOnlyList<string> All { get; } =
    [
        "database.url", "database.via", "database.password_file", "database.tools",
        "docker.host", "docker.nodes", "docker.ssh",
        "migrations.path", "migrations.git.pull", "migrations.git.branch", "migrations.version_table",
        "backup.path", "backup.minimum_free", "backup.format", "backup.jobs", "backup.compression", "backup.role_passwords", "backup.offsite", "backup.offsite_patience", "backup.ssh", "backup.s3_endpoint", "backup.s3_region", "backup.keep", "backup.keep_for",
        "rehearsal.on", "rehearsal.path", "rehearsal.queries",
        "application.service", "application.services", "application.commands.stop", "application.commands.start", "application.commands.replicas",
        "application.proxy.service", "application.proxy.maintenance_file", "application.proxy.reload", "application.proxy.test",
        "application.proxy.page", "application.proxy.configuration", "application.proxy.except", "application.proxy.upstream",
        "application.health", "application.endpoints",
        "locks.stall_budget", "locks.deadline", "locks.blockers", "locks.blockers_after", "locks.blockers_users", "locks.blockers_applications", "locks.blockers_consent",
        "downtime.budget", "downtime.for_work", "downtime.for_cancel", "downtime.for_start", "downtime.probe", "downtime.keep_users", "downtime.keep_applications",
        "data.batch_target", "data.max_lag", "data.max_archive_backlog", "data.row_wait",
        "watch.for", "watch.every", "watch.baseline", "watch.roll_back",
        "watch.prometheus", "watch.prometheus_queries", "watch.prometheus_alarms", "watch.prometheus_user", "watch.prometheus_password_file", "watch.prometheus_token_file",
        "record.log", "record.history",
        "rollback.automatic",
        "notify.webhook", "notify.webhook_file", "notify.form", "notify.command",
        "telemetry.otlp", "telemetry.headers_file",
        "state.path",
    ];

    /// <summary>The environment variable that sets a key: <c>watch.every</c> is <c>WHIMBREL_WATCH_EVERY</c>.</summary>
    public static string Variable(string key) => "WHIMBREL_" + key.Replace('.', '_').ToUpperInvariant();
}
