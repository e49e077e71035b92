using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Steps.Assess;

namespace Whimbrel.Engine.Tests.Steps;

public sealed class FindingsTests
{
    private static readonly SessionFacts _session = new(7, "anna", "psql", "10.0.0.1", "active", 301, 301, "SELECT 1", []);

    [Fact]
    public void Finds_nothing_on_a_quiet_server() => Of(Given.Assessment).ShouldBeEmpty();

    [Fact]
    public void Stops_on_a_standby() => Only(Given.Assessment with { IsInRecovery = true }).ShouldBe("standby Error: this server is a standby: it takes no changes");

    [Fact]
    public void Says_that_other_users_sessions_are_hidden() =>
        Only(Given.Assessment with { SeesAllSessions = false }).ShouldStartWith("limited-view Warning: our user cannot see what other users' sessions do");

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(1.1, true)]
    public void Stops_where_a_session_has_waited_for_a_lock_for_more_than_a_second(double seconds, bool isFound)
    {
        var wait = new WaitingLock(9, "bob", "relation", "users", "RowShareLock", seconds, "SELECT", [new Blocker(7, "anna", "psql", "idle in transaction", 12.34, "LOCK\n  users")]);

        Of(Given.Assessment with { Locks = [wait] }).Select(f => f.Message).ShouldBe(isFound
            ? ["pid 9 (bob) has waited 1.1 s for RowShareLock on users, blocked by pid 7 (anna, psql, idle in transaction, 12.3 s): LOCK users"]
            : []);
    }

    [Fact]
    public void Stops_at_a_long_session_only_where_it_holds_what_the_migration_needs()
    {
        Only(Given.Assessment with { LongQueries = [_session] }).ShouldBe("long-sessions Warning: pid 7 (anna, psql) has run for 5 min 1 s");
        Only(Given.Assessment with { LongQueries = [_session with { LockedTables = ["orders"] }] }).ShouldStartWith("long-sessions Warning");
        Only(Given.Assessment with { LongQueries = [_session with { LockedTables = ["users", "orders"] }] })
            .ShouldBe("long-sessions Error: pid 7 (anna, psql) has run for 5 min 1 s and holds users, which this migration needs");
    }

    [Theory]
    [InlineData(1, "users", null)]
    [InlineData(2, "orders", "idle-in-transaction Warning: pid 7 (anna, psql) is idle in a transaction that is 2.0 s old")]
    [InlineData(300, "users", "idle-in-transaction Warning: pid 7 (anna, psql) is idle in a transaction that is 5 min old and holds users, which this migration needs")]
    [InlineData(301, "users", "idle-in-transaction Error: pid 7 (anna, psql) is idle in a transaction that is 5 min 1 s old and holds users, which this migration needs")]
    [InlineData(301, "orders", "idle-in-transaction Warning: pid 7 (anna, psql) is idle in a transaction that is 5 min 1 s old")]
    public void Names_a_session_that_is_idle_in_a_transaction(double seconds, string table, string? found)
    {
        var idle = _session with { State = "idle in transaction (aborted)", TransactionSeconds = seconds, QuerySeconds = null, LockedTables = [table] };

        Of(Given.Assessment with { Sessions = [idle], LongQueries = seconds > 300 ? [idle] : [] }).Select(Say).SingleOrDefault().ShouldBe(found);
    }

    [Theory]
    [InlineData(79, null)]
    [InlineData(80, Severity.Warning)]
    [InlineData(94, Severity.Warning)]
    [InlineData(95, Severity.Error)]
    public void Names_connections_that_run_out(int used, Severity? severity) =>
        Of(Given.Assessment with { Connections = used }).SingleOrDefault()?.Severity.ShouldBe(severity.GetValueOrDefault(), $"{used}");

    [Fact]
    public void Is_silent_about_connections_below_four_fifths() => Of(Given.Assessment with { Connections = 79 }).ShouldBeEmpty();

    [Fact]
    public void Stops_where_a_disk_is_full()
    {
        var disk = new DiskFacts("/data", 29.9, 1024 * 1024, "/backups", 30, 1);
        Only(Given.Assessment with { Disk = disk }).ShouldBe("disk-data Error: 29.9 % of the disk of /data is free (1.0 MB); at least 30 % should be");
        Only(Given.Assessment with { Disk = disk with { FreePercent = 30, BackupFreePercent = 1.25 } }).ShouldStartWith("disk-backup Error: 1.3 % of the disk of /backups is free");
    }

    [Fact]
    public void Says_that_a_disk_elsewhere_cannot_be_seen() =>
        Only(Given.Assessment with { Disk = Given.Assessment.Disk with { DataFolder = null, FreePercent = null, FreeBytes = null } })
            .ShouldBe("disk-data Warning: how full the server's data disk is cannot be seen from here");

    [Theory]
    [InlineData("pg_dump", "running-pg-dump")]
    [InlineData("wraparound vacuum", "wraparound-vacuum")]
    [InlineData("CREATE INDEX CONCURRENTLY", "running-index-build")]
    public void Stops_where_the_server_works_on_what_the_migration_needs(string kind, string name)
    {
        Only(Given.Assessment with { Maintenance = [new MaintenanceWork(kind, 8, ["orders", "users"], 75)] })
            .ShouldBe($"{name} Error: {kind} (pid 8, 1 min 15 s) works on users, which this migration needs");
        Of(Given.Assessment with { Maintenance = [new MaintenanceWork(kind, 8, ["orders"], 75)] }).ShouldBeEmpty();
    }

    [Fact]
    public void Stops_where_a_standby_is_behind()
    {
        Of(Given.Assessment with { Standbys = [new StandbyLag("s1", "streaming", 268_435_456, 10)] }).ShouldBeEmpty();
        Only(Given.Assessment with { Standbys = [new StandbyLag("s1", "streaming", 268_435_457, null)] }).ShouldBe("replication-lag Error: standby s1 is 0 s (256 MB) behind");
        Only(Given.Assessment with { Standbys = [new StandbyLag("s1", "streaming", 1, 10.1)] }).ShouldStartWith("replication-lag Error");
    }

    [Fact]
    public void Has_no_finding_that_skip_does_not_know()
    {
        var worst = Given.Assessment with
        {
            IsInRecovery = true,
            SeesAllSessions = false,
            Connections = 100,
            Locks = [new WaitingLock(9, "b", "relation", null, "x", 2, "", [])],
            LongQueries = [_session],
            Sessions = [_session with { State = "idle in transaction" }],
            Maintenance = [new MaintenanceWork("pg_dump", 1, ["users"], 1), new MaintenanceWork("wraparound vacuum", 1, ["users"], 1), new MaintenanceWork("CREATE INDEX CONCURRENTLY", 1, ["users"], 1)],
            Standbys = [new StandbyLag("s", "", null, 60)],
            Disk = new DiskFacts("/d", 0, 0, "/b", 0, 0),
        };

        Of(worst).Select(f => f.Name).Distinct(StringComparer.Ordinal).ShouldBe(Findings.Names, ignoreOrder: true);
    }

    private static IReadOnlyList<Finding> Of(Assessment facts) => Findings.Of(facts, ["users"], 0.3);

    private static string Only(Assessment facts) => Say(Of(facts).ShouldHaveSingleItem());

    private static string Say(Finding finding) => $"{finding.Name} {finding.Severity}: {finding.Message}";
}
