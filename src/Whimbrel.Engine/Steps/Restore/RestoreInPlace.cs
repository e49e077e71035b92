using System.Diagnostics;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>For want of room: the backup replaces what is in the live database, in one transaction, while nobody else can connect.</summary>
public sealed class RestoreInPlace : IStep
{
    private const string Script = "restore";

    private static readonly string[] _ownTables = ["create_whimbrel_schema", "create_history", "create_progress", "create_batches"];

    public Phase Phase => Phase.Migrate;

    public string Title => "restore the backup into the database itself";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(new StepPlan(
        $"Compares the SHA-256 of {run.Facts.Restore!.Archive}, blocks new connections to {run.Facts.Database.Name}, ends its sessions, and in one transaction drops every schema but Whimbrel's own and restores the backup.",
        [$"ALTER DATABASE {Identifier.Quote(run.Facts.Database.Name)} WITH ALLOW_CONNECTIONS false", "BEGIN", "DROP SCHEMA … CASCADE", "COMMIT"],
        [],
        "before COMMIT the server takes everything back, and connections are allowed again; afterwards there is no way back but another backup"));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        await RestoreBeside.AssertHashAsync(run, ct);
        if (await IsDoneAsync(run, ct))
        {
            await EndedRun.EndAsync(run, ct);
            return new StepResult.Done("the backup is restored already");
        }

        await using var maintenance = await RestoreSessions.MaintenanceAsync(run, ct);
        await using var session = await maintenance.OpenForScriptAsync(ct);
        var swap = new DatabaseSwap(session, run.Facts.Restore!, run.Facts.Database);
        if (!await swap.TryLockAsync(TimeSpan.FromSeconds(5), ct))
        {
            throw new OperatorException($"another session restores {run.Database.Address}; nothing was changed", "watch it with 'whimbrel status', and try again when it has ended.", ExitCode.Held);
        }

        var clock = Stopwatch.StartNew();
        try
        {
            await RestoreAsync(run, session, swap, ct);
        }
        finally
        {
            await swap.AllowAsync(CancellationToken.None);
            await run.Database.ForgetSessionsAsync();
        }

        await EndedRun.EndAsync(run, CancellationToken.None);
        return new StepResult.Done($"{run.Facts.Restore!.Archive} is in its place; connections were refused for {Duration.Say(clock.Elapsed)}");
    }

    /// <summary>Connections are allowed again; what was committed stays.</summary>
    public async Task<string?> UndoAsync(Run run, CancellationToken ct)
    {
        await using var maintenance = await RestoreSessions.MaintenanceAsync(run, ct);
        await using var session = await maintenance.OpenForScriptAsync(ct);
        var wasClosed = await new DatabaseSwap(session, run.Facts.Restore!, run.Facts.Database).AllowAsync(ct);
        if (await IsDoneAsync(run, ct))
        {
            await EndedRun.EndAsync(run, ct);
            throw new NoWayBackException($"{run.Facts.Database.Name} has what the backup has", "another backup is the only way to what was there before.");
        }

        return wasClosed ? $"connections to {run.Facts.Database.Name} are allowed again" : null;
    }

    /// <summary>Whether its transaction was committed: it left a row in it.</summary>
    internal static async Task<bool> IsDoneAsync(Run run, CancellationToken ct)
    {
        await using var session = await run.Database.OpenAsync(ct);
        return await session.HasRelationAsync("whimbrel.progress", ct) && await session.QuerySingleAsync("has_progress", row => row.Claim("HasProgress"), ct, run.Facts.Id);
    }

    private static async Task RestoreAsync(Run run, Session maintenance, DatabaseSwap swap, CancellationToken ct)
    {
        var facts = run.Facts.Restore!;
        var tools = await PostgresTools.FindHereAsync(run.Database.Address, run.Database.Identity.Major, ct);
        var list = Path.Combine(run.Journal.Folder!, "restore.list");
        await ContentList.WriteAsync(tools, facts.Archive, list, ct);
        IReadOnlyList<string> empties;
        await using (var look = await run.Database.OpenAsync(ct))
        {
            await Obstacles.AssertNothingBelongsToItAsync(look, run.Database.Address, ct);
            empties = await look.QueryAsync("own_schemas", row => row.Text("Statement"), ct);
        }

        await using var script = await InPlaceScript.StartAsync(tools, run.Database.Address, RestoreSessions.Name(run), ct);
        await script.SendAsync(["BEGIN", "SET LOCAL lock_timeout = '30s'"], ct);
        await UntilConnectedAsync(maintenance, run, ct);
        await swap.BlockLiveAsync(ct);
        run.Journal.Append(JournalEvent.Note, nameof(RestoreInPlace), "nobody can connect any more");
        await RestoreSessions.DrainAsync(run, maintenance, ct);
        run.Output.Progress("restoring in one transaction");
        await script.SendAsync([.. OwnTables(maintenance.ServerMajor), $"INSERT INTO whimbrel.progress (run, version, script, part) VALUES ('{run.Facts.Id}', '', '{Script}', 0)", .. empties], ct);
        await script.RestoreAsync(tools, facts.Archive, list, ct);
        await script.EndAsync(ct);
        run.Journal.Append(JournalEvent.Note, nameof(RestoreInPlace), "its transaction is committed");
    }

    private static IEnumerable<string> OwnTables(int major) =>
        _ownTables.Select(q => CatalogQuery.Text(q, major));

    private static async Task UntilConnectedAsync(Session maintenance, Run run, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (await maintenance.QuerySingleAsync("idle_transactions_of_run", row => row.Number("Count"), ct, run.Facts.Database.Name, $"whimbrel % {run.Facts.Id} %") == 0)
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(15))
            {
                throw new OperatorException($"psql did not connect to {run.Database.Address} within 15 s; nothing was changed", "try it by hand with the address of database.url.", ExitCode.WentBack);
            }

            await Task.Delay(50, ct);
        }
    }
}
