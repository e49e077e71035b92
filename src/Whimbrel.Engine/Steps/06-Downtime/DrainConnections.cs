using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>Step 6.3: nobody new is let into the database, and who is in it ends: idle ones at once, work after a wait.</summary>
public sealed class DrainConnections : IStep
{
    private const string Left = "the application is put back";

    public Phase Phase => Phase.Downtime;

    public string Title => "drain the connections";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(new StepPlan(
            $"Lets nobody new into {run.Facts.Database.Name} (its connection limit, else the privilege CONNECT), ends idle sessions at once, cancels queries after {Settings.Duration.Say(run.Settings.Downtime.ForWork)} and ends their sessions {Settings.Duration.Say(run.Settings.Downtime.ForCancel)} later; backups, replication and who is kept by downtime.keep_users and downtime.keep_applications stay.",
            [],
            [],
            "connections are allowed again"));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var (gate, ended) = await CloseAsync(run, ct);
        var how = gate.Kind switch
        {
            GateKind.Limit => "nobody new is let in (connection limit 0)",
            GateKind.Privilege => "nobody new is let in (CONNECT was taken away)",
            _ => "the application's user cannot be kept out (it is a superuser, or ours): its new sessions are ended as they come",
        };
        return new StepResult.Done($"{how}; {ended} {(ended == 1 ? "session" : "sessions")} ended");
    }

    public async Task<string?> UndoAsync(Run run, CancellationToken ct) => await OpenAsync(run, ct) ? "connections are allowed again" : null;

    /// <summary>Which sessions go: all but ours, what is protected, and who is kept.</summary>
    /// <param name="isMeant">Which of those.</param>
    internal static DrainRules Rules(Run run, Func<Blocker, bool> isMeant) => new(
        [run.Facts.Database.Name],
        run.Facts.Id,
        s => s.Protection is null && isMeant(s.Who) && !run.Settings.Downtime.Keeps(s.Who),
        run.Settings.Downtime.Budget,
        Left)
    {
        ForWork = run.Settings.Downtime.ForWork,
        ForCancel = run.Settings.Downtime.ForCancel,
        User = run.Database.Identity.User,
    };

    internal static async Task<(ConnectionGate Gate, int Ended)> CloseAsync(Run run, CancellationToken ct)
    {
        await using var session = await run.Database.OpenForScriptAsync(ct);
        if (ConnectionGate.Find(run) is not { } gate)
        {
            gate = await ConnectionGate.ChooseAsync(session, run.Database.Identity, run.Settings.Downtime, ct);
            run.Journal.Append(JournalEvent.Note, nameof(DrainConnections), "how new connections are kept out, and what stood before", data: JsonSerializer.SerializeToElement(gate, JournalJson.Default.ConnectionGate));
        }

        await gate.CloseAsync(session, run.Facts.Database.Name, ct);
        // Who gets in all the same is ended at once, while the others are waited for.
        var closed = await session.QuerySingleAsync("server_time", row => row.OptionalTime("Now"), ct);
        run.Downtime.Guard(run, closed);
        var drain = new SessionDrain(session, Rules(run, s => !(s.BackendStart > closed)), run.Output.Progress);
        await drain.RunAsync(ct);
        run.Downtime.AddEnded(drain.Ended);
        return (gate, drain.Ended.Count);
    }

    /// <returns>Whether anything had been closed.</returns>
    internal static async Task<bool> OpenAsync(Run run, CancellationToken ct)
    {
        await run.Downtime.EndGuardAsync();
        if (ConnectionGate.Find(run) is not { } gate)
        {
            return false;
        }

        await using var session = await run.Database.OpenForScriptAsync(ct);
        await gate.OpenAsync(session, run.Facts.Database.Name, ct);
        return true;
    }
}
