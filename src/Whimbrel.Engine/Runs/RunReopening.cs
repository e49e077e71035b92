using System.Diagnostics;
using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Runs;

/// <summary>Takes up a run that another process began: its lock, its journal, its scripts as they were.</summary>
public sealed class RunReopening(WhimbrelSettings settings, RunOpening opening, TimeProvider time)
{
    /// <param name="command"><c>resume</c> or <c>abort</c>.</param>
    /// <exception cref="OperatorException">When there is none, it still runs, or its scripts are not the same any more.</exception>
    public async Task<OpenRun> ReopenAsync(string command, IReadOnlyList<string> skip, CancellationToken ct)
    {
        RunRequest.AssertSkippable(skip);
        var state = new StateFolder(settings.StatePath);
        state.Prepare();
        await RestoreGate.OpenAsync(settings.Database, state, command, ct);
        var database = await Database.ConnectAsync(settings.Database, RunOpening.ApplicationName(command, null), settings.Locks.StallBudget, ct);
        try
        {
            var held = await RunLock.TakeAsync(database, ct);
            try
            {
                var stored = state.OpenRun(database.Identity)
                    ?? throw new OperatorException($"no run of {database.Address} is open: there is nothing to {command}", "'whimbrel status' shows the version, 'whimbrel history' the runs.");
                var run = await TakeUpAsync(stored, command, skip, database, ct);
                // From here on a crash of ours leaves backends that the next resume finds by the run's id.
                database.ApplicationName = RunOpening.ApplicationName(command, run.Facts.Id);
                await held.NameAsync(database.ApplicationName, ct);
                return OpenRun.Of(run, held);
            }
            catch
            {
                await held.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    private async Task<Run> TakeUpAsync(StoredRun stored, string command, IReadOnlyList<string> skip, Database database, CancellationToken ct)
    {
        var facts = stored.State.Facts!;
        facts = facts with { Skip = [.. facts.Skip, .. skip] };
        await EndOrphansAsync(database, facts.Id, ct);
        var migrations = ReadSame(facts);
        var journal = RunJournal.Open(stored.Folder, time);
        journal.Append(JournalEvent.Resumed, "", $"{command} by {Environment.UserName} on {Environment.MachineName} (pid {Environment.ProcessId})", data: skip.Count == 0 ? null : JsonSerializer.SerializeToElement([.. skip], JournalJson.Default.StringArray));
        var run = opening.Build(facts, Enum.Parse<RunCommand>(facts.Command, ignoreCase: true), database, migrations, journal);
        return run with { Review = await ReviewAsync(run, ct) };
    }

    /// <summary>What is still to be done would lock what the database has now.</summary>
    private static async Task<MigrationReview> ReviewAsync(Run run, CancellationToken ct)
    {
        await using var session = await run.Database.OpenAsync(ct);
        var applied = await AppliedMigration.ReadAsync(session, run.VersionTable, ct);
        var isThere = run.Migrations.ToLookup(m => applied.Any(a => MigrationVersion.AreEqual(a.Version, m.Version)));
        return await MigrationReview.OfAsync(run.Database, [.. isThere[run.Command == RunCommand.Rollback]], ct);
    }

    /// <summary>The scripts that the run was begun with, and no others.</summary>
    private List<Migration> ReadSame(RunFacts facts)
    {
        var folder = MigrationFolder.Read(settings.Migrations.Path);
        return [.. facts.Versions.Select(planned =>
        {
            var now = folder.Find(planned.Version)
                ?? throw new OperatorException($"the script of {planned.Name} is gone or cannot be read any more; the run is as it was", "restore the file, then run the same command.", ExitCode.SomethingLeft);
            var changed = planned.Checksums.Where(c => !IsVerifyScript(c.Key) && now.Checksums.GetValueOrDefault(c.Key) != c.Value).Select(c => c.Key).ToList();
            return changed.Count == 0
                ? now
                : throw new OperatorException($"{string.Join(", ", changed)} was changed since the run began; the run is as it was", "restore the file as it was then, and run the same command.", ExitCode.SomethingLeft);
        })];
    }

    /// <summary>A verify script only reads: it may be mended before the run goes on.</summary>
    private static bool IsVerifyScript(string file) => file.EndsWith("_verify.sql", StringComparison.OrdinalIgnoreCase);

    /// <summary>A backend of the process that was killed may still be at work: it is waited for, then ended, so that nothing is done twice.</summary>
    internal static async Task EndOrphansAsync(Database database, string run, CancellationToken ct)
    {
        await using var session = await database.OpenAsync(ct);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var orphans = await session.QueryAsync("backends_of_run", row => (int)row.Number("Pid"), ct, $"whimbrel % {run} %");
            if (orphans.Count == 0)
            {
                return;
            }

            if (clock.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new OperatorException($"backends of the killed process are still there: {string.Join(", ", orphans)}; the run is as it was", "end them with SELECT pg_terminate_backend(PID), then run the same command.", ExitCode.SomethingLeft);
            }

            // They notice within a second that their client is gone (client_connection_check_interval).
            if (clock.Elapsed > TimeSpan.FromSeconds(3))
            {
                foreach (var pid in orphans)
                {
                    await session.QuerySingleAsync("terminate_backend", row => row.Claim("IsSignalled"), ct, pid);
                }
            }

            await Task.Delay(100, ct);
        }
    }
}
