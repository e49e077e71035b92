using System.Collections;
using System.Text;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Tests.Settings;

/// <summary>Every key of the list is read from a file, and does something: no key is taken and ignored.</summary>
public sealed class SettingKeysTests : IDisposable
{
    private static readonly Dictionary<string, (string Value, Func<WhimbrelSettings, string?> Read, string Expected)> _taken = new(StringComparer.Ordinal)
    {
        ["database.url"] = ("postgresql://anna@db.example:6543/shop", s => $"{s.Database} {s.Database.User}", "shop on db.example:6543 anna"),
        ["database.password_file"] = ("secret", s => s.Database.PasswordFile, "FOLDER/secret"),
        ["database.tools"] = ("/opt/pg/bin", s => s.Database.ToolsFolder, "/opt/pg/bin"),
        ["migrations.path"] = ("scripts", s => s.Migrations.Path, "FOLDER/scripts"),
        ["migrations.git.pull"] = ("yes", s => s.Migrations.GitPull.ToString(), "True"),
        ["migrations.git.branch"] = ("release", s => s.Migrations.GitBranch, "release"),
        ["migrations.version_table"] = ("app.versions", s => s.Migrations.VersionTable.Quoted, "\"app\".\"versions\""),
        ["backup.path"] = ("../b", s => s.Backup.Path, "PARENT/b"),
        ["backup.minimum_free"] = ("12.5 %", s => s.Backup.MinimumFree.ToString(), "0.125"),
        ["backup.format"] = ("directory", s => s.Backup.Format.ToString(), "Directory"),
        ["backup.jobs"] = ("4", s => $"{s.Backup.Jobs}", "4"),
        ["backup.compression"] = ("zstd:3", s => s.Backup.Compression, "zstd:3"),
        ["backup.role_passwords"] = ("true", s => s.Backup.HasRolePasswords.ToString(), "True"),
        ["backup.offsite"] = ("backup@10.0.1.20:/mnt/storage/backups/", s => $"{s.Backup.Offsite!.Host} {s.Backup.Offsite.Folder}", "backup@10.0.1.20 /mnt/storage/backups/"),
        ["backup.offsite_patience"] = ("5s", s => s.Backup.OffsitePatience.ToString(), "00:00:05"),
        ["backup.s3_endpoint"] = ("https://s3.example.com", s => s.Backup.S3Endpoint, "https://s3.example.com"),
        ["backup.s3_region"] = ("eu-central-1", s => s.Backup.S3Region, "eu-central-1"),
        ["backup.ssh"] = ("[ ssh, -p, '2222' ]", s => string.Join('|', s.Backup.Ssh), "ssh|-p|2222"),
        ["application.commands.stop"] = ("[ systemctl, stop, 'my app' ]", s => string.Join('|', s.Application.Stop), "systemctl|stop|my app"),
        ["application.commands.start"] = ("[ a ]", s => string.Join('|', s.Application.Start), "a"),
        ["application.commands.replicas"] = ("[ a, b ]", s => string.Join('|', s.Application.Replicas), "a|b"),
        ["application.proxy.maintenance_file"] = ("m.conf", s => s.Application.Proxy.MaintenanceFile, "FOLDER/m.conf"),
        ["application.proxy.reload"] = ("[ nginx, -s, reload ]", s => string.Join('|', s.Application.Proxy.Reload), "nginx|-s|reload"),
        ["application.service"] = ("swarm:hosting_app", s => string.Join('|', s.Application.Services), "hosting_app"),
        ["application.services"] = ("[ 'swarm:a', 'swarm:b' ]", s => string.Join('|', s.Application.Services), "a|b"),
        ["application.proxy.service"] = ("swarm:hosting_nginx", s => s.Application.Proxy.Service, "hosting_nginx"),
        ["application.proxy.test"] = ("[ nginx, -t ]", s => string.Join('|', s.Application.Proxy.Test), "nginx|-t"),
        ["application.proxy.page"] = ("p.html", s => s.Application.Proxy.Page, "FOLDER/p.html"),
        ["application.proxy.configuration"] = ("m.conf", s => s.Application.Proxy.Configuration, "FOLDER/m.conf"),
        ["application.proxy.except"] = ("[ /health, /ready ]", s => string.Join('|', s.Application.Proxy.Except), "/health|/ready"),
        ["application.proxy.upstream"] = ("http://app:8000/", s => s.Application.Proxy.Upstream, "http://app:8000"),
        ["application.health"] = ("http://localhost/health", s => s.Application.Health, "http://localhost/health"),
        ["application.endpoints"] = ("[ 'http://a/1', 'http://a/2' ]", s => string.Join('|', s.Application.Endpoints), "http://a/1|http://a/2"),
        ["locks.stall_budget"] = ("250ms", s => s.Locks.StallBudget.ToString(), "00:00:00.2500000"),
        ["locks.deadline"] = ("3min", s => s.Locks.Deadline.ToString(), "00:03:00"),
        ["locks.blockers"] = ("terminate", s => s.Locks.Blockers.ToString(), "Terminate"),
        ["locks.blockers_after"] = ("5s", s => s.Locks.BlockersAfter.ToString(), "00:00:05"),
        ["downtime.budget"] = ("2min", s => s.Downtime.Budget.ToString(), "00:02:00"),
        ["downtime.for_work"] = ("9s", s => s.Downtime.ForWork.ToString(), "00:00:09"),
        ["downtime.for_start"] = ("30s", s => s.Downtime.ForStart.ToString(), "00:00:30"),
        ["downtime.for_cancel"] = ("3s", s => s.Downtime.ForCancel.ToString(), "00:00:03"),
        ["downtime.probe"] = ("http://localhost/", s => s.Downtime.Probe, "http://localhost/"),
        ["downtime.keep_users"] = ("[ 'monitor*' ]", s => string.Join('|', s.Downtime.KeepUsers), "monitor*"),
        ["downtime.keep_applications"] = ("[ grafana ]", s => string.Join('|', s.Downtime.KeepApplications), "grafana"),
        ["data.row_wait"] = ("4s", s => s.Locks.RowWait.ToString(), "00:00:04"),
        ["watch.for"] = ("2h", s => s.Watch.For.ToString(), "02:00:00"),
        ["watch.every"] = ("7s", s => s.Watch.Every.ToString(), "00:00:07"),
        ["record.log"] = ("l.log", s => s.Record.Log, "FOLDER/l.log"),
        ["record.history"] = ("h.md", s => s.Record.History, "FOLDER/h.md"),
        ["rollback.automatic"] = ("true", s => s.RollBackOnFailure.ToString(), "True"),
        ["state.path"] = ("s", s => s.StatePath + " " + s.Record.Log, "FOLDER/s FOLDER/s/database-migrations.log"),
        ["rehearsal.on"] = ("'postgresql://r@h:5433/postgres'", s => $"{s.Rehearsal.On} {s.Rehearsal.Server}", "Given postgres on h:5433"),
        ["backup.keep"] = ("3", s => $"{s.Backup.Keep}", "3"),
        ["backup.keep_for"] = ("24h", s => $"{s.Backup.KeepFor}", "1.00:00:00"),
        ["rehearsal.queries"] = ("q.sql", s => s.Rehearsal.Queries!, "FOLDER/q.sql"),
        ["rehearsal.path"] = ("/srv/rehearsals", s => s.Rehearsal.Path, "/srv/rehearsals"),
        ["locks.blockers_users"] = ("[bob, 'bi_*']", s => string.Join(' ', s.Locks.BlockersAmong.Users), "bob bi_*"),
        ["locks.blockers_applications"] = ("[psql]", s => string.Join(' ', s.Locks.BlockersAmong.Applications), "psql"),
        ["locks.blockers_consent"] = ("[backup, replication]", s => string.Join(' ', s.Locks.BlockersAmong.Consents), "Backup Replication"),
        ["data.batch_target"] = ("1s", s => s.Data.BatchTarget.ToString(), "00:00:01"),
        ["data.max_lag"] = ("1s", s => s.Data.MaxLag.ToString(), "00:00:01"),
        ["data.max_archive_backlog"] = ("7", s => $"{s.Data.MaxArchiveBacklog}", "7"),
        ["watch.baseline"] = ("3s", s => s.Watch.Baseline.ToString(), "00:00:03"),
        ["watch.roll_back"] = ("degraded", s => s.Watch.RollBack, "degraded"),
        ["watch.prometheus"] = ("http://p:9090/prefix", s => s.Watch.Prometheus.Url!.ToString(), "http://p:9090/prefix/"),
        ["watch.prometheus_queries"] = ("[up, 'sum(up)']", s => string.Join('|', s.Watch.Prometheus.Queries), "up|sum(up)"),
        ["watch.prometheus_alarms"] = ("['up == 0']", s => string.Join('|', s.Watch.Prometheus.Alarms), "up == 0"),
        ["watch.prometheus_user"] = ("anna", s => s.Watch.Prometheus.User, "anna"),
        ["watch.prometheus_password_file"] = ("p", s => s.Watch.Prometheus.PasswordFile, "FOLDER/p"),
        ["watch.prometheus_token_file"] = ("t", s => s.Watch.Prometheus.TokenFile, "FOLDER/t"),
        ["database.via"] = ("swarm:hosting_postgres", s => s.Database.Via, "swarm:hosting_postgres"),
        ["docker.host"] = ("ssh://manager", s => s.Docker.Host, "ssh://manager"),
        ["docker.nodes"] = ("'unix:///run/{hostname}.sock'", s => s.Docker.Nodes, "unix:///run/{hostname}.sock"),
        ["docker.ssh"] = ("[ssh, -v]", s => string.Join(' ', s.Docker.Ssh), "ssh -v"),
        ["notify.webhook"] = ("http://w/secret", s => s.Notify.Webhook!.ToString(), "http://w/secret"),
        ["notify.webhook_file"] = ("w", s => s.Notify.WebhookFile, "FOLDER/w"),
        ["notify.form"] = ("slack", s => s.Notify.Form, "slack"),
        ["telemetry.otlp"] = ("http://c:4318/prefix", s => s.Telemetry.Endpoint!.ToString(), "http://c:4318/prefix/"),
        ["telemetry.headers_file"] = ("h", s => s.Telemetry.HeadersFile, "FOLDER/h"),
        ["notify.command"] = ("[ page, 'some one' ]", s => string.Join('|', s.Notify.Command), "page|some one"),
    };

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Taken => [.. _taken.Keys];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Are_all_in_this_test() => _taken.Keys.Order(StringComparer.Ordinal).ShouldBe(SettingKeys.All.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Taken))]
    public void Are_taken_from_the_file(string key)
    {
        var (value, read, expected) = _taken[key];

        read(Load(key, value)).ShouldBe(expected.Replace("FOLDER", _folder.Path, StringComparison.Ordinal).Replace("PARENT", Path.GetDirectoryName(_folder.Path), StringComparison.Ordinal));
    }

    [Fact]
    public void Have_a_variable_each_that_no_other_key_has()
    {
        SettingKeys.Variable("watch.every").ShouldBe("WHIMBREL_WATCH_EVERY");
        SettingKeys.All.Select(SettingKeys.Variable).ToHashSet(StringComparer.Ordinal).Count.ShouldBe(SettingKeys.All.Count);
    }

    private WhimbrelSettings Load(string key, string value)
    {
        var yaml = new StringBuilder();
        var parts = key.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            yaml.Append(' ', 2 * i).Append(parts[i]).Append(": ").Append(i == parts.Length - 1 ? value : "").Append('\n');
        }

        var environment = new Hashtable { ["PGDATABASE"] = "d", ["PGUSER"] = "u" };
        return SettingsLoader.Load(new SettingsOrigin(_folder.Write("whimbrel.yaml", yaml.ToString()), [], environment, _folder.Path));
    }
}
