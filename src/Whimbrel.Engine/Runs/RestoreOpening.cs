using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Beside;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Restore;

namespace Whimbrel.Engine.Runs;

/// <summary>Begins a restore: everything that can be refused is refused here, and what would be lost is said, before the journal's first line.</summary>
public sealed class RestoreOpening(WhimbrelSettings settings, RunOpening opening, IRunOutput output, TimeProvider time)
{
    private StateFolder State => new(settings.StatePath);

    /// <exception cref="OperatorException">For everything that forbids it.</exception>
    public async Task<OpenRun> BeginAsync(RestoreRequest request, CancellationToken ct)
    {
        AssertSkippable(request.Skip);
        State.Prepare();
        // Before the server is asked for anything: what is no archive needs no connection.
        _ = Archive.FormatOf(request.Archive);
        var id = opening.NewId();
        var database = await Database.ConnectAsync(settings.Database, RunOpening.ApplicationName("restore", id), settings.Locks.StallBudget, ct);
        try
        {
            var held = await RunLock.TakeAsync(database, ct);
            try
            {
                return OpenRun.Of(await PrepareAsync(request, id, database, ct), held);
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

    private async Task<Run> PrepareAsync(RestoreRequest request, string id, Database database, CancellationToken ct)
    {
        var open = await FindOpenAsync(database, ct);
        var facts = await DecideAsync(request, id, database, open, ct);
        var planned = opening.Build(facts, RunCommand.Restore, database, [], RunJournal.InMemory(time));
        foreach (var step in planned.Steps)
        {
            await step.PlanAsync(planned, ct);
        }

        var lost = await LostRows.SayAsync(planned, ct);
        foreach (var line in lost)
        {
            output.Warn(line);
        }

        await AssertWantedAsync(request, planned, ct);

        facts = facts with { Notes = [.. facts.Notes, .. lost] };
        var journal = RunJournal.Create(State.RunPath(id), time);
        journal.Append(JournalEvent.Run, "", $"restore {request.Archive}", data: JsonSerializer.SerializeToElement(facts, JournalJson.Default.RunFacts));
        return opening.Build(facts, RunCommand.Restore, database, [], journal);
    }

    /// <summary>What is put aside is asked for; what is overwritten must be named.</summary>
    private async Task AssertWantedAsync(RestoreRequest request, Run planned, CancellationToken ct)
    {
        var name = planned.Facts.Database.Name;
        if (!request.InPlace)
        {
            if (request.Ask is not null && !request.Ask($"Restore {request.Archive} as {planned.Database.Address}? The database as it is now is kept as {planned.Facts.Restore!.Old}."))
            {
                throw new OperatorException("you said no; nothing was changed", null, ExitCode.Refused);
            }

            return;
        }

        var lacking = await Lacking.ReadAsync(planned, ct);
        foreach (var item in lacking)
        {
            output.Warn($"{item} is not in the backup and will be dropped");
        }

        var confirmed = request.Confirm ?? request.AskName?.Invoke($"Everything in {planned.Database.Address} is replaced, and nothing of it is kept. Type the database's name:");
        if (confirmed != name)
        {
            throw new OperatorException(
                $"{planned.Database.Address} would be overwritten{(lacking.Count > 0 ? $", and {lacking.Count} objects that the backup does not have would be dropped" : "")}; its name was not confirmed; nothing was changed",
                $"confirm it by name: --confirm {name}.");
        }
    }

    /// <summary>A restore is the way back from any open run but another restore.</summary>
    private async Task<StoredRun?> FindOpenAsync(Database database, CancellationToken ct)
    {
        if (State.OpenRun(database.Identity) is not { } open)
        {
            return null;
        }

        if (open.State.Facts!.Restore is not null)
        {
            throw new OperatorException($"the restore {open.State.Facts!.Id} of {database.Address} has no end yet; nothing was changed", "go on with it: 'whimbrel resume', or go back: 'whimbrel abort'.");
        }

        await RunReopening.EndOrphansAsync(database, open.State.Facts!.Id, ct);
        output.Note($"run {open.State.Facts!.Id} is open: it is ended when the restored database is in its place");
        return open;
    }

    private async Task<RunFacts> DecideAsync(RestoreRequest request, string id, Database database, StoredRun? open, CancellationToken ct)
    {
        await using var session = await database.OpenAsync(ct);
        var applied = await AppliedMigration.ReadAsync(session, new VersionTable(settings.Migrations.VersionTable), ct);
        var name = database.Identity.Name;
        var jobs = Archive.IsParallel(Archive.FormatOf(request.Archive)) ? request.Jobs ?? Math.Clamp(Environment.ProcessorCount, 1, 8) : 1;
        return new RunFacts(
            id, "restore", database.Identity, database.Address.ToString(), applied.Count == 0 ? null : applied[^1].Version, null, [], "minimal", 0, request.Skip,
            [$"{request.Archive} replaces {name}"], Environment.UserName, Environment.MachineName, Environment.ProcessId, null, RunOpening.ProgramVersion, [])
        {
            Restore = new RestoreFacts(
                request.Archive,
                BesideDatabase.NameFor(name, "restored", id),
                BesideDatabase.NameFor(name, OldDatabases.Mark, id),
                jobs,
                request.InPlace,
                open?.State.Facts!.Id,
                request.Into,
                request.Consents),
        };
    }

    private static void AssertSkippable(IReadOnlyList<string> names)
    {
        string[] known = ["compare", "verify", nameof(CompareRestored), nameof(VerifyRestore), CheckBackup.FreeSpace];
        if (names.FirstOrDefault(n => !known.Contains(n, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new OperatorException($"--skip {unknown}: there is nothing of that name that a restore may leave out", $"it may leave out: compare, verify, {CheckBackup.FreeSpace}.", ExitCode.Usage);
        }
    }
}
