using System.Globalization;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Assess;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>A backup restored into a throwaway server: the same roles, settings and rows, and nobody else there.</summary>
internal sealed class RestoredCopy : IAsyncDisposable
{
    private readonly ThrowawayServer _server;

    private RestoredCopy(ThrowawayServer server, Database database, Database asSuperuser, TimeSpan took) => (_server, Database, AsSuperuser, Took) = (server, database, asSuperuser, took);

    /// <summary>As the user who migrates.</summary>
    internal Database Database { get; }

    /// <summary>As one who may look at everything.</summary>
    internal Database AsSuperuser { get; }

    /// <summary>How long the restore took.</summary>
    internal TimeSpan Took { get; }

    /// <summary>The bytes of all temporary files so far, by the server's log.</summary>
    internal long? TemporaryFiles() => _server.TemporaryFiles();

    /// <summary>As a user of production; null for the one who migrates.</summary>
    internal Task<Database> ConnectAsAsync(string? user) => Database.ConnectAsync(_server.Address(Database.Identity.Name, user ?? Database.Identity.User), "whimbrel rehearse", TimeSpan.FromMinutes(1), CancellationToken.None);

    /// <summary>Where the copy will stand, in words.</summary>
    internal static string Where(Run run) => $"into a throwaway server of PostgreSQL {run.Database.Identity.Major} in {run.Settings.Rehearsal.Path}";

    /// <summary>Why there can be no copy; null where there can.</summary>
    internal static async Task<OperatorException?> WhyImpossibleAsync(Run run, CancellationToken ct)
    {
        var major = run.Database.Identity.Major;
        return await ServerPrograms.FindAsync(run.Database.Address, major, ct) is not null ? null : new OperatorException(
            $"there is no PostgreSQL {major} server here to rehearse on: only the client's programs are installed",
            $"install it (Debian: apt-get install postgresql-{major}), or set rehearsal.on to off (the run is then recorded as not proven).");
    }

    /// <summary>Removes what killed processes of ours left.</summary>
    /// <returns>How many copies that were.</returns>
    internal static Task<int> SweepAsync(Run run, CancellationToken ct) => ThrowawayServer.SweepAsync(Notes(run), ct);

    /// <summary>The folder in which it is written down which copies there are.</summary>
    internal static string Notes(Run run) => Path.Combine(run.Settings.StatePath, "rehearsals");

    /// <param name="archive">A whole archive of pg_dump's custom format.</param>
    internal static async Task<RestoredCopy> MakeAsync(Run run, string archive, Action<string> progress, CancellationToken ct)
    {
        if (await WhyImpossibleAsync(run, ct) is { } why)
        {
            throw new OperatorException($"{why.Message}; nothing was changed", why.Hint);
        }

        var (original, address, place) = (run.Database, run.Database.Address, run.Settings.Rehearsal.Path);
        var programs = (await ServerPrograms.FindAsync(address, original.Identity.Major, ct))!;
        var tools = await PostgresTools.FindAsync(address, original.Identity.Major, ct);
        Production production;
        long bytes;
        await using (var session = await original.OpenAsync(ct))
        {
            production = await Production.ReadAsync(session, ct);
            bytes = await session.QuerySingleAsync("database_size", row => row.Number("Bytes"), ct);
        }

        AssertRoom(place, bytes);
        progress("starting a server");
        var server = await ThrowawayServer.StartAsync(programs, Notes(run), place, production, ct);
        try
        {
            var name = original.Identity.Name;
            await using (var admin = await Database.ConnectAsync(server.Address("postgres", ThrowawayServer.Superuser), "whimbrel rehearse", TimeSpan.FromMinutes(1), ct))
            {
                await PrepareAsync(admin, production, original.Identity.Major, ct);
            }

            var clock = System.Diagnostics.Stopwatch.StartNew();
            await RestoreAsync(tools, server.Address("postgres", ThrowawayServer.Superuser), archive, progress, bytes, ct);
            var asSuperuser = await Database.ConnectAsync(server.Address(name, ThrowawayServer.Superuser), "whimbrel rehearse", TimeSpan.FromMinutes(1), ct);
            var took = clock.Elapsed;
            progress("analyzing the copy");
            await using (var session = await asSuperuser.OpenForScriptAsync(ct))
            {
                await session.ExecuteAsync("ANALYZE", ct);
            }

            return new RestoredCopy(server, await Database.ConnectAsync(server.Address(name, original.Identity.User), "whimbrel rehearse", TimeSpan.FromMinutes(1), ct), asSuperuser, took);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await AsSuperuser.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static void AssertRoom(string place, long bytes)
    {
        // The rows and their indexes, what one rewrite of the largest table may need again, and the server's own files.
        var needed = (bytes * 3 / 2) + (600L << 20);
        if (DiskSpace.Of(place) is { } space && space.FreeBytes < needed)
        {
            throw new OperatorException(
                $"there is no room to rehearse in {place}: it needs about {ByteSize.Say(needed)}, {ByteSize.Say(space.FreeBytes)} are free, {ByteSize.Say(needed - space.FreeBytes)} are missing; nothing was changed",
                "free some space, set rehearsal.path to a folder with more, or rehearsal.on to off (the run is then recorded as not proven).");
        }
    }

    private static async Task PrepareAsync(Database admin, Production production, int major, CancellationToken ct)
    {
        await using var session = await admin.OpenAsync(ct);
        var available = await session.QueryAsync("available_extensions", row => row.Text("Name"), ct);
        if (production.Extensions.Except(available, StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
        {
            throw new OperatorException(
                $"the rehearsal's server lacks {(missing.Count == 1 ? "the extension" : "the extensions")} {string.Join(", ", missing)}: the backup cannot be restored there; nothing was changed",
                $"install {(missing.Count == 1 ? "it" : "them")} for PostgreSQL {major.ToString(CultureInfo.InvariantCulture)} on this machine, or set rehearsal.on to off (the run is then recorded as not proven).");
        }

        foreach (var role in production.Roles)
        {
            await session.ExecuteAsync(role.Create, ct);
        }

        foreach (var grant in production.Roles.SelectMany(r => r.Grants))
        {
            await session.ExecuteAsync(grant, ct);
        }
    }

    private static async Task RestoreAsync(PostgresTools tools, ServerAddress address, string archive, Action<string> progress, long bytes, CancellationToken ct)
    {
        progress($"restoring about {ByteSize.Say(bytes)}");
        var jobs = Math.Clamp(Environment.ProcessorCount, 1, 8);
        using var restore = ChildProcess.Start(
            [tools.Restore, "--create", "--exit-on-error", "--no-tablespaces", "--no-subscriptions", "--no-password", $"--jobs={jobs.ToString(CultureInfo.InvariantCulture)}", "--dbname=postgres", archive],
            PostgresTools.Environment(address, passfile: null),
            hasInput: false);
        var (exitCode, errors) = await restore.EndAsync(ct);
        if (exitCode != 0)
        {
            throw new OperatorException($"{archive} cannot be restored: pg_restore ended with {exitCode}: {errors}; nothing was changed", "a backup that cannot be restored is none: see what it says, and take another.", ExitCode.Refused);
        }
    }
}
