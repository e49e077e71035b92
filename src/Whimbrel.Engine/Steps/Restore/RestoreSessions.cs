using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Beside;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>How the sessions of a restore are opened and called.</summary>
internal static class RestoreSessions
{
    internal static string Name(Run run) => RunOpening.ApplicationName("restore", run.Facts.Id);

    internal static Task<Database> MaintenanceAsync(Run run, CancellationToken ct) => MaintenanceDatabase.ConnectAsync(run.Database.Address, Name(run), ct);

    /// <summary>Empties the live database and the restored one; what is protected is never ended without consent.</summary>
    /// <returns>The sessions that were ended, in words.</returns>
    internal static async Task<IReadOnlyList<string>> DrainAsync(Run run, Session maintenance, CancellationToken ct)
    {
        const string Left = "nothing was swapped";
        var facts = run.Facts.Restore!;
        var rules = new DrainRules([run.Facts.Database.Name, facts.Copy], run.Facts.Id, s => s.MayEnd(facts.Consents) ? true : throw s.Refuse(Left), run.Settings.Downtime.Budget, Left) { User = run.Database.Identity.User };
        var drain = new SessionDrain(maintenance, rules, run.Output.Progress);
        await drain.RunAsync(ct);
        return drain.Ended;
    }
}
