using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Beside;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>How the sessions of a restore are opened and called.</summary>
internal static class RestoreSessions
{
    internal static string Name(Run run) => RunOpening.ApplicationName("restore", run.Facts.Id);

    internal static Task<Database> MaintenanceAsync(Run run, CancellationToken ct) => MaintenanceDatabase.ConnectAsync(run.Database.Address, Name(run), ct);
}
