using System.IO.Enumeration;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Settings;

/// <summary>The whole configuration: command line over <c>WHIMBREL_*</c> over the file over defaults.</summary>
public sealed record WhimbrelSettings
{
    /// <summary>The file that was read, or null when there was none.</summary>
    public required string? File { get; init; }

    /// <summary>The folder that relative paths start from: the file's, else the working folder.</summary>
    public required string Folder { get; init; }

    public required ServerAddress Database { get; init; }

    public required MigrationSettings Migrations { get; init; }

    public required BackupSettings Backup { get; init; }

    public required RehearsalSettings Rehearsal { get; init; }

    public DockerSettings Docker { get; init; } = DockerSettings.None;

    public required ApplicationSettings Application { get; init; }

    public required LockSettings Locks { get; init; }

    public required DataSettings Data { get; init; }

    public required DowntimeSettings Downtime { get; init; }

    public required WatchSettings Watch { get; init; }

    public required RecordSettings Record { get; init; }

    public NotifySettings Notify { get; init; } = NotifySettings.None;

    public TelemetrySettings Telemetry { get; init; } = TelemetrySettings.None;

    /// <summary>Whether a step that fails after the migration undoes the migration by its rollback script.</summary>
    public required bool RollBackOnFailure { get; init; }

    public required string StatePath { get; init; }
}

/// <summary>Where the scripts are, and the operator's own version table.</summary>
public sealed record MigrationSettings(string Path, bool GitPull, string GitBranch, QualifiedName VersionTable);

/// <summary>Where backups go; <paramref name="MinimumFree"/> is a share of the disk, 0 to 1.</summary>
public sealed record BackupSettings(string Path, bool IsDefaultPath, double MinimumFree)
{
    public BackupFormat Format { get; init; }

    /// <summary>How many sessions dump into a folder at once.</summary>
    public int Jobs { get; init; } = 2;

    /// <summary>As <c>gzip:1</c>, <c>zstd:3</c> or <c>none</c>; null for the fastest that the server's tools have.</summary>
    public string? Compression { get; init; }

    /// <summary>Whether the hashes of passwords are saved with the roles.</summary>
    public bool HasRolePasswords { get; init; }

    /// <summary>Where a copy goes; null for nowhere.</summary>
    public OffsiteAddress? Offsite { get; init; }

    /// <summary>How long the place off-site may take nothing.</summary>
    public TimeSpan OffsitePatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many backups of a database stay; 0 for all.</summary>
    public int Keep { get; init; }

    /// <summary>How old they may be; null for ever.</summary>
    public TimeSpan? KeepFor { get; init; }

    /// <summary>ssh, with options where it needs some.</summary>
    public IReadOnlyList<string> Ssh { get; init; } = ["ssh"];

    /// <summary>Where a bucket is; null for Amazon's own.</summary>
    public string? S3Endpoint { get; init; }

    public string? S3Region { get; init; }
}

/// <summary>Which of pg_dump's formats a backup has.</summary>
public enum BackupFormat
{
    /// <summary>One file.</summary>
    Custom,

    /// <summary>A folder with a file for each table, written by several jobs.</summary>
    Directory,
}

/// <summary>On which server the copy stands.</summary>
public enum RehearsalPlace
{
    /// <summary>One of its own, made on this machine and removed again.</summary>
    Throwaway,

    /// <summary>A second database on production's own.</summary>
    SameServer,

    /// <summary>One that is named.</summary>
    Given,

    /// <summary>Nowhere: nothing is proven.</summary>
    Off,
}

/// <summary>Where migrations are rehearsed.</summary>
/// <param name="IsAsked">Whether the operator chose it: then a run without it does not go on.</param>
/// <param name="Server">Where <paramref name="On"/> is a named one.</param>
/// <param name="Path">The folder in which the throwaway server is made; it has the rows of the whole database for a while.</param>
/// <param name="Queries">A file of the new version's queries, or null.</param>
public sealed record RehearsalSettings(RehearsalPlace On, bool IsAsked, ServerAddress? Server, string Path, string? Queries);

/// <summary>How the application is reached and driven; commands are argument lists, empty when not given.</summary>
public sealed record ApplicationSettings(string? Health, IReadOnlyList<string> Endpoints, IReadOnlyList<string> Stop, IReadOnlyList<string> Start, IReadOnlyList<string> Replicas, ProxySettings Proxy)
{
    /// <summary>The Swarm services that are stopped, in this order; empty where commands do it.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Everything that it is asked.</summary>
    public IEnumerable<string> Addresses => new[] { Health }.OfType<string>().Concat(Endpoints);

    /// <summary>No application to ask or to drive.</summary>
    public static ApplicationSettings None { get; } = new(null, [], [], [], [], new ProxySettings(null, []));
}

/// <summary>The proxy in front of the application, and what it shows in the meantime.</summary>
/// <param name="MaintenanceFile">A file that its configuration includes while it is there; null for none.</param>
/// <param name="Reload">The command that lets it read its configuration again.</param>
public sealed record ProxySettings(string? MaintenanceFile, IReadOnlyList<string> Reload)
{
    /// <summary>The Swarm service that it is; null for one on this machine.</summary>
    public string? Service { get; init; }

    /// <summary>The command that tests its configuration; empty where it follows from <see cref="Reload"/>, or there is none.</summary>
    public IReadOnlyList<string> Test { get; init; } = [];

    /// <summary>The operator's own page, HTML; null for ours.</summary>
    public string? Page { get; init; }

    /// <summary>The operator's own configuration, put into the maintenance file as it stands; null for ours.</summary>
    public string? Configuration { get; init; }

    /// <summary>Paths that go on to the application.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Where these paths go on to, as the proxy reaches it.</summary>
    public string? Upstream { get; init; }
}

/// <summary>How the application is taken out of service.</summary>
/// <param name="Budget">The longest time for which a client may see it refused.</param>
/// <param name="ForWork">How long a query may go on when nobody is let in any more.</param>
/// <param name="ForCancel">How long a cancelled one has before its session is ended.</param>
/// <param name="ForStart">How long the application may take to run again.</param>
/// <param name="Probe">What is asked throughout, as a client would; null for the health address, or the first endpoint where that is excepted.</param>
/// <param name="KeepUsers">Sessions that stay: patterns with * and ?.</param>
/// <param name="KeepApplications">The same for application_name.</param>
public sealed record DowntimeSettings(TimeSpan Budget, TimeSpan ForWork, TimeSpan ForCancel, TimeSpan ForStart, string? Probe, IReadOnlyList<string> KeepUsers, IReadOnlyList<string> KeepApplications)
{
    internal bool Keeps(Blocker session) => Matches(KeepUsers, session.User) || Matches(KeepApplications, session.Application);

    private static bool Matches(IReadOnlyList<string> patterns, string name) => patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, name, ignoreCase: false));
}

/// <summary>What is done about a session that holds what a migration needs.</summary>
public enum BlockerPolicy
{
    Wait,

    /// <summary>Its query is cancelled; a session that is idle in a transaction is waited for.</summary>
    Cancel,

    /// <summary>The session is ended.</summary>
    Terminate,
}

/// <summary>Which of the sessions that stand in the way may be ended at all.</summary>
/// <param name="Users">Patterns with * and ?; empty for all.</param>
/// <param name="Applications">The same for application_name.</param>
/// <param name="Consents">What is ended although it is protected, as the operator has named it.</param>
public sealed record BlockerChoice(IReadOnlyList<string> Users, IReadOnlyList<string> Applications, IReadOnlyList<Consent> Consents)
{
    /// <summary>All but what is protected.</summary>
    public static BlockerChoice All { get; } = new([], [], []);

    internal bool Includes(Blocker blocker) => Matches(Users, blocker.User) && Matches(Applications, blocker.Application);

    private static bool Matches(IReadOnlyList<string> patterns, string name) =>
        patterns.Count == 0 || patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, name, ignoreCase: false));
}

/// <summary>How long others may wait for a migration, how long it tries for its locks, and how long a data migration waits for a row.</summary>
/// <param name="Blockers">What is done about sessions of the application that are older than <paramref name="BlockersAfter"/>.</param>
public sealed record LockSettings(TimeSpan StallBudget, TimeSpan Deadline, TimeSpan RowWait, BlockerPolicy Blockers, TimeSpan BlockersAfter, BlockerChoice BlockersAmong);

/// <summary>How long a batch of a data migration lasts, and what it pauses for.</summary>
/// <param name="MaxLag">How far a standby may be behind.</param>
/// <param name="MaxArchiveBacklog">How many segments of WAL may wait to be archived.</param>
public sealed record DataSettings(TimeSpan BatchTarget, TimeSpan MaxLag, int MaxArchiveBacklog);

/// <summary>How long, and how often, the application is watched after a migration.</summary>
/// <param name="Baseline">How long is looked before the migration; zero for not at all.</param>
/// <param name="RollBack">What takes the migration back: <c>never</c>, <c>broken</c>, or <c>degraded</c>, which is broken too.</param>
public sealed record WatchSettings(TimeSpan For, TimeSpan Every, TimeSpan Baseline, string RollBack, PrometheusSettings Prometheus);

/// <summary>The Prometheus server that is asked too.</summary>
/// <param name="Url">Null for none.</param>
/// <param name="Queries">PromQL, whose figures are shown beside those of before.</param>
/// <param name="Alarms">PromQL that yields nothing as long as all is well.</param>
public sealed record PrometheusSettings(Uri? Url, IReadOnlyList<string> Queries, IReadOnlyList<string> Alarms, string? User, string? PasswordFile, string? TokenFile);

/// <summary>The operator's own log and schema history, appended to.</summary>
public sealed record RecordSettings(string Log, string History);
