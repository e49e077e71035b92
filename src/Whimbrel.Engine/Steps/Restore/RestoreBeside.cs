using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Beside;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>The backup becomes a database of its own beside the live one, which nobody touches meanwhile.</summary>
public sealed class RestoreBeside : IStep
{
    public Phase Phase => Phase.Prepare;

    public string Title => "restore the backup beside the database";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        var facts = run.Facts.Restore!;
        return Task.FromResult(new StepPlan(
            $"Makes the database {facts.Copy} like {run.Facts.Database.Name}, restores {facts.Archive} into it with {facts.Jobs} jobs, compares the file's SHA-256 meanwhile, and gives it the rights and settings of {run.Facts.Database.Name}.",
            [$"CREATE DATABASE {Identifier.Quote(facts.Copy)} …", "ANALYZE"],
            [],
            $"the database {facts.Copy} is dropped again"));
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var (facts, live) = (run.Facts.Restore!, run.Facts.Database.Name);
        await using var maintenance = await RestoreSessions.MaintenanceAsync(run, ct);
        await using var session = await maintenance.OpenForScriptAsync(ct);
        if (await BesideDatabase.DropAsync(session, facts.Copy, ct))
        {
            run.Output.Note($"{facts.Copy}, which a killed process left, was dropped");
        }

        run.Output.Progress($"making {facts.Copy}");
        await BesideDatabase.CreateAsync(session, live, facts.Copy, ct);
        run.Journal.Append(JournalEvent.Note, nameof(RestoreBeside), $"{facts.Copy} was made");
        try
        {
            var took = await FillAsync(run, session, ct);
            await BesideDatabase.TakePropertiesAsync(session, live, facts.Copy, ct);
            return new StepResult.Done($"{facts.Copy}, {ByteSize.Say(await BytesAsync(session, facts.Copy, ct))}, restored in {Duration.Say(took)}{(run.Journal.Outcome(nameof(CheckBackup), JournalJson.Default.CheckedBackup)?.Sha256 is null ? "" : ", SHA-256 as recorded")}");
        }
        catch
        {
            await BesideDatabase.DropAsync(session, facts.Copy, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Drops the copy; after the swap there is none of that name.</summary>
    public async Task<string?> UndoAsync(Run run, CancellationToken ct)
    {
        await using var maintenance = await RestoreSessions.MaintenanceAsync(run, ct);
        await using var session = await maintenance.OpenForScriptAsync(ct);
        return await BesideDatabase.DropAsync(session, run.Facts.Restore!.Copy, ct) ? $"the database {run.Facts.Restore!.Copy} was dropped" : null;
    }

    private static async Task<TimeSpan> FillAsync(Run run, Session maintenance, CancellationToken ct)
    {
        var facts = run.Facts.Restore!;
        var tools = await PostgresTools.FindForFilesAsync(run.Database.Address, run.Database.Identity.Major, ct);
        var into = run.Database.Address with { Database = facts.Copy };
        var expected = await BytesAsync(maintenance, run.Facts.Database.Name, ct);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var hash = AssertHashAsync(run, both.Token);
        var restore = new ArchiveRestore(tools, into, RestoreSessions.Name(run)).RunAsync(facts.Archive, facts.Jobs, ReportAsync, both.Token);
        try
        {
            // Damage that the hash finds first ends the restore at once.
            await await Task.WhenAny(hash, restore);
            await Task.WhenAll(hash, restore);
        }
        catch
        {
            await both.CancelAsync();
            await Task.WhenAny(Task.WhenAll(hash, restore));
            throw;
        }

        run.Output.Progress("analyzing the restored database");
        await using var copy = await Database.ConnectAsync(into, RestoreSessions.Name(run), run.Settings.Locks.StallBudget, ct);
        await using var session = await copy.OpenForScriptAsync(ct);
        await session.ExecuteAsync("ANALYZE", ct);
        return clock.Elapsed;

        async Task ReportAsync(TimeSpan elapsed)
        {
            var bytes = await BytesAsync(maintenance, facts.Copy, CancellationToken.None);
            run.Output.Progress($"{ByteSize.Say(bytes)} restored, where the live database has {ByteSize.Say(expected)}, {Duration.Say(elapsed)}", Math.Min(1, (double)bytes / Math.Max(1, expected)));
        }
    }

    internal static async Task AssertHashAsync(Run run, CancellationToken ct)
    {
        if (run.Journal.Outcome(nameof(CheckBackup), JournalJson.Default.CheckedBackup) is not { Sha256: { } recorded } found)
        {
            return;
        }

        var (hash, differences) = await FolderCheck.HashAsync(found.File, ct);
        if (hash != recorded)
        {
            throw new OperatorException(
                $"{found.File} is not {(found.Format == "directory" ? "the folder" : "the file")} that was written: {FolderCheck.Say(differences)}its SHA-256 is {hash}, and {BackupFile.Twin(found.File)} has {recorded}; the database was not touched",
                "take the copy from another place, or name another backup: 'whimbrel backup list' shows them.",
                ExitCode.WentBack);
        }
    }

    private static async Task<long> BytesAsync(Session session, string database, CancellationToken ct) =>
        await session.QuerySingleAsync("database_bytes", row => row.OptionalNumber("Bytes"), ct, database) ?? 0;
}
