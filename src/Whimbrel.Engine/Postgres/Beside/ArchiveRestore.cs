using System.Diagnostics;
using System.Globalization;
using Whimbrel.Engine.Postgres.Tools;

namespace Whimbrel.Engine.Postgres.Beside;

/// <summary>Restores an archive into a database that is there and empty, or with --create into one that pg_restore makes, with parallel jobs.</summary>
/// <param name="applicationName">What its sessions are called on the server, so that they are found when we are killed.</param>
internal sealed class ArchiveRestore(PostgresTools tools, ServerAddress into, string applicationName)
{
    /// <summary>Indexes are sorted in memory where they fit; nobody needs the rows before all are there, so that no commit waits for the disk.</summary>
    private const string SessionSettings = "-c client_connection_check_interval=1s -c maintenance_work_mem=256MB -c synchronous_commit=off";

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>What pg_restore must know besides, as the place asks for it.</summary>
    internal IReadOnlyList<string> Options { get; init; } = [];

    /// <param name="jobs">1 for a format that cannot be read in parallel.</param>
    /// <param name="report">Called each second with the time so far.</param>
    /// <exception cref="OperatorException">When pg_restore fails; the database is then half full.</exception>
    internal async Task RunAsync(string archive, int jobs, Func<TimeSpan, Task> report, CancellationToken ct)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["PGAPPNAME"] = applicationName, ["PGOPTIONS"] = SessionSettings };
        // Without a name of its own --dbname takes the one of PGDATABASE: no character of it needs quoting.
        string[] parallel = tools.Jobs(jobs) is > 1 and var several ? [$"--jobs={several.ToString(CultureInfo.InvariantCulture)}"] : [];
        await using var restore = await tools.StartRestoreAsync(["--exit-on-error", "--no-subscriptions", "--no-password", .. Options, .. parallel, $"--dbname={ConnectionText(into.Database)}"], archive, into, ct, variables);
        var clock = Stopwatch.StartNew();
        var end = restore.EndAsync(ct);
        while (await Task.WhenAny(end, Task.Delay(_pause, ct)) != end)
        {
            ct.ThrowIfCancellationRequested();
            await report(clock.Elapsed);
        }

        var (exitCode, errors) = await end;
        if (exitCode != 0)
        {
            throw new OperatorException($"{archive} cannot be restored: pg_restore ended with {exitCode}: {errors}", Hint(errors), ExitCode.WentBack);
        }
    }

    /// <summary>A bare name would be read as a connection string where it has an equals sign.</summary>
    private static string ConnectionText(string database) => $"dbname='{database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string Hint(string errors) => errors switch
    {
        _ when errors.Contains("No space left", StringComparison.Ordinal) || errors.Contains("could not extend file", StringComparison.Ordinal) => "free some space on the server, then run the same command.",
        _ when errors.Contains("must be owner", StringComparison.Ordinal) || errors.Contains("permission denied", StringComparison.Ordinal) || errors.Contains("must be superuser", StringComparison.Ordinal) || errors.Contains("must be able to SET ROLE", StringComparison.Ordinal)
            => "let the user of database.url be a superuser, or a member of the roles that own the objects.",
        _ => "mend what pg_restore says, or take another backup; 'whimbrel backup verify FILE' reads every byte of one.",
    };
}
