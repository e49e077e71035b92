using Npgsql;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Docker;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Notifications;
using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Proxy;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Engine.Runs;

/// <summary>One thing that a run needs, and whether it is there.</summary>
public sealed record DoctorCheck(string Name, bool Ok, string Detail, string? Hint);

/// <summary>Looks at everything that a run needs, and stops at nothing.</summary>
public sealed class Doctor(WhimbrelSettings settings)
{
    private const int OldestMajor = 14;
    private const int NewestMajor = 18;

    public async Task<IReadOnlyList<DoctorCheck>> ExamineAsync(CancellationToken ct)
    {
        var checks = new List<DoctorCheck>
        {
            new("configuration", Ok: true, settings.File ?? "no file; from the environment and the command line", null),
            await TryAsync("state folder", () => { new StateFolder(settings.StatePath).Prepare(); return Task.FromResult(settings.StatePath); }),
            await TryAsync("migrations", () => Task.FromResult(Scripts())),
            await TryAsync("backup folder", () => Task.FromResult(BackupFolder())),
            await TryAsync("log and history", () => { RecordFiles.AssertWritable(settings.Record); return Task.FromResult($"{settings.Record.Log}, {settings.Record.History}"); }),
        };
        if (OffsitePlaces.Of(settings.Backup) is { } place)
        {
            checks.Add(await TryAsync("off-site copies", () => OffsiteAsync(place, ct)));
        }

        await using var swarm = new Swarm(settings.Docker);
        checks.AddRange(await new DockerDoctor(settings, swarm).ExamineAsync(ct));
        checks.AddRange(await ServerAsync(ct));
        checks.AddRange(await ApplicationAsync(ct));
        if (MaintenancePage.From(settings.Application, swarm) is { } page)
        {
            checks.Add(await TryAsync("maintenance page", async () => { await page.AssertPossibleAsync(ct); return $"{page.File}, reloaded by {page.Proxy.ReloadedBy}"; }));
        }

        if (Notifier.WebhookOf(settings.Notify) is { } webhook)
        {
            checks.Add(await TryAsync("notifications", () => ReachAsync("the webhook", "notify.webhook", () => webhook.AssertReachableAsync(ct))));
        }

        if (settings.Telemetry.Endpoint is { } collector)
        {
            checks.Add(await TryAsync("telemetry", () => ReachAsync("the collector", "telemetry.otlp", async () => $"{await Reachability.AssertAsync(collector, ct)}; a run is sent there when it ends")));
        }

        if (settings.Notify.Command.Count > 0)
        {
            checks.Add(await TryAsync("notifications", () => Task.FromResult(NotifyCommand.AssertThere(settings.Notify.Command))));
        }

        return checks;
    }

    private async Task<IReadOnlyList<DoctorCheck>> ServerAsync(CancellationToken ct)
    {
        try
        {
            await using var database = await Database.ConnectAsync(settings.Database, RunOpening.ApplicationName("doctor", null), settings.Locks.StallBudget, ct);
            await using var session = await database.OpenAsync(ct);
            var (identity, holder) = (database.Identity, await RunLock.FindHolderAsync(session, ct));
            var isKnown = identity.Major is >= OldestMajor and <= NewestMajor;
            return
            [
                new DoctorCheck("server", isKnown, $"PostgreSQL {identity.ServerVersion}, {database.Address}, user {identity.User}", isKnown ? null : $"Whimbrel is tested with PostgreSQL {OldestMajor} to {NewestMajor}."),
                new DoctorCheck("primary", !identity.IsInRecovery, identity.IsInRecovery ? "a standby" : "takes changes", identity.IsInRecovery ? "name the primary in database.url." : null),
                new DoctorCheck("lock", holder is null, holder is null ? "free" : $"held by {holder.Application}", holder is null ? null : "wait until that run has ended."),
                await TryAsync("rights", async () => { await Rights.AssertAsync(database, new VersionTable(settings.Migrations.VersionTable), ct); return "may record migrations"; }),
                await TryAsync("pg_dump", async () => (await BackupTools.FindAsync(settings.Backup, database.Address, identity.Major, ct)) is var tools ? $"{tools.Say("pg_dump")} {tools.Version}" : ""),
            ];
        }
        catch (OperatorException e)
        {
            return [new DoctorCheck("server", Ok: false, e.Message, e.Hint)];
        }
    }

    private async Task<IReadOnlyList<DoctorCheck>> ApplicationAsync(CancellationToken ct)
    {
        using var probe = new HealthProbe();
        var checks = new List<DoctorCheck>();
        foreach (var url in new[] { settings.Application.Health }.OfType<string>().Concat(settings.Application.Endpoints))
        {
            var answer = await probe.AskAsync(url, ct);
            checks.Add(new DoctorCheck("application", answer.IsHealthy, answer.ToString(), answer.IsHealthy ? null : "start the application, or mend application.health and application.endpoints."));
        }

        if (settings.Application.Health is null)
        {
            checks.Add(new DoctorCheck("application", Ok: true, "application.health is not set: the application is not asked", null));
        }

        return checks;
    }

    private string Scripts()
    {
        var folder = MigrationFolder.Read(settings.Migrations.Path);
        ScriptProblems.Refuse(folder.Problems);
        return $"{folder.Migrations.Count} in {folder.Path}";
    }

    private string BackupFolder() => settings.Backup.IsDefaultPath || FolderAccess.WhyNotWritable(settings.Backup.Path) is not { } why
        ? settings.Backup.Path
        : throw new OperatorException($"{settings.Backup.Path} cannot be written: {why}", "make it writable for our user, or set backup.path.");

    private static async Task<string> OffsiteAsync(IOffsitePlace place, CancellationToken ct)
    {
        try
        {
            await place.AssertReachableAsync(ct);
            return place.Locate("");
        }
        catch (IOException e)
        {
            throw new OperatorException($"{place.Locate("")}: {e.Message}", "mend that, or backup.offsite; a run goes on without a copy with --skip offsite.", ExitCode.Refused, e);
        }
    }

    private static async Task<string> ReachAsync(string who, string key, Func<Task<string>> look)
    {
        try
        {
            return await look();
        }
        catch (IOException e)
        {
            throw new OperatorException($"{who}: {e.Message}", $"mend that, or {key}; a run goes on without it.", ExitCode.Refused, e);
        }
    }

    private static async Task<DoctorCheck> TryAsync(string name, Func<Task<string>> look)
    {
        try
        {
            return new DoctorCheck(name, Ok: true, await look(), null);
        }
        catch (OperatorException e)
        {
            return new DoctorCheck(name, Ok: false, e.Message, e.Hint);
        }
        catch (NpgsqlException e)
        {
            return new DoctorCheck(name, Ok: false, e.Message, null);
        }
    }
}
