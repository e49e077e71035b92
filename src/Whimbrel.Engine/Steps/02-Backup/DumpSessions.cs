using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>The sessions of a pg_dump with several jobs: its processes can outlive the one that began them.</summary>
internal static class DumpSessions
{
    private const string Command = "backup";

    /// <summary>What they are called on the server, so that they are found by the run.</summary>
    public static string Name(Run run) => RunOpening.ApplicationName(Command, run.Facts.Id);

    /// <summary>Ends those that are left of a run; the processes end with them.</summary>
    public static async Task EndAsync(Database database, string run, CancellationToken ct)
    {
        try
        {
            await using var session = await database.OpenAsync(ct);
            foreach (var pid in await session.QueryAsync("backends_of_run", row => (int)row.Number("Pid"), ct, $"whimbrel {Command} {run} %"))
            {
                await session.QuerySingleAsync("terminate_backend", row => row.Claim("IsSignalled"), ct, pid);
            }
        }
        catch (Exception e) when (e is NpgsqlException or OperatorException)
        {
            // A server that does not answer has none of them any more, or ends them when it is back: what failed first is told.
            return;
        }
    }
}
