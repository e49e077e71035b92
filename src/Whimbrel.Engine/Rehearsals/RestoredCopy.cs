using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Beside;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Assess;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>A backup restored where nobody else is: the same roles, settings and rows.</summary>
internal sealed class RestoredCopy : IAsyncDisposable
{
    private const string ApplicationName = "whimbrel rehearse";

    /// <summary>As the official image has it in its environment.</summary>
    private const string DataFolder = "PGDATA=";

    private readonly ICopyPlace _place;

    private RestoredCopy(ICopyPlace place, Database database, Database asSuperuser, TimeSpan took) => (_place, Database, AsSuperuser, Took) = (place, database, asSuperuser, took);

    /// <summary>As the user who migrates.</summary>
    internal Database Database { get; }

    /// <summary>As one who may look at everything.</summary>
    internal Database AsSuperuser { get; }

    /// <summary>How long the restore took.</summary>
    internal TimeSpan Took { get; }

    /// <summary>The bytes of all temporary files so far, by the server's log.</summary>
    internal long? TemporaryFiles() => _place.TemporaryFiles();

    /// <summary>As a user of production; null for the one who migrates.</summary>
    internal Task<Database> ConnectAsAsync(string? user) => ConnectAsync(_place.As(user ?? Database.Identity.User), CancellationToken.None);

    /// <summary>Where the copy will stand, in words.</summary>
    internal static string Where(Run run) => run.Settings.Rehearsal switch
    {
        { On: RehearsalPlace.SameServer } => "into a second database on the same server",
        { Server: { } server } => $"into a database of its own on {server.Host}:{server.Port}",
        _ when IsInContainer(run) => $"into a throwaway server of PostgreSQL {run.Database.Identity.Major}, in a container of the image of {run.Database.Address.Via}",
        var settings => $"into a throwaway server of PostgreSQL {run.Database.Identity.Major} in {settings.Path}",
    };

    /// <summary>Why there can be no copy; null where there can.</summary>
    internal static async Task<OperatorException?> WhyImpossibleAsync(Run run, CancellationToken ct)
    {
        var major = run.Database.Identity.Major;
        return ServerOf(run) is not null || IsInContainer(run) || await ServerPrograms.FindAsync(run.Database.Address, major, ct) is not null ? null : new OperatorException(
            $"there is no PostgreSQL {major} server here to rehearse on: only the client's programs are installed",
            $"install it (Debian: apt-get install postgresql-{major}), set rehearsal.on to same-server or to another server's URL, or to off (the run is then recorded as not proven).");
    }

    /// <summary>Removes what killed processes of ours left.</summary>
    /// <returns>How many copies that were.</returns>
    internal static async Task<int> SweepAsync(Run run, CancellationToken ct) =>
        await ThrowawayServer.SweepAsync(Notes(run), ct) + (ServerOf(run) is { } server ? await DatabaseBeside.SweepAsync(server, Notes(run), ct) : 0);

    /// <summary>The folder in which it is written down which copies there are.</summary>
    internal static string Notes(Run run) => Path.Combine(run.Settings.StatePath, "rehearsals");

    /// <param name="archive">A whole archive of pg_dump's custom format.</param>
    internal static async Task<RestoredCopy> MakeAsync(Run run, string archive, Action<string> progress, CancellationToken ct)
    {
        if (await WhyImpossibleAsync(run, ct) is { } why)
        {
            throw new OperatorException($"{why.Message}; nothing was changed", why.Hint);
        }

        var original = run.Database;
        long bytes;
        await using (var session = await original.OpenAsync(ct))
        {
            bytes = await session.QuerySingleAsync("database_size", row => row.Number("Bytes"), ct);
        }

        progress("making a place for the copy");
        var place = await MakePlaceAsync(run, bytes, ct);
        try
        {
            progress($"restoring about {ByteSize.Say(bytes)}");
            var clock = System.Diagnostics.Stopwatch.StartNew();
            await RestoreAsync(await PostgresTools.FindForFilesAsync(place.ForRestore with { ToolsFolder = original.Address.ToolsFolder }, original.Identity.Major, ct), place, archive, ct);
            var asSuperuser = await ConnectAsync(place.AsSuperuser, ct);
            var took = clock.Elapsed;
            progress("analyzing the copy");
            await using (var session = await asSuperuser.OpenForScriptAsync(ct))
            {
                await session.ExecuteAsync("ANALYZE", ct);
            }

            return new RestoredCopy(place, await ConnectAsync(place.As(original.Identity.User), ct), asSuperuser, took);
        }
        catch
        {
            await place.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await AsSuperuser.DisposeAsync();
        await _place.DisposeAsync();
    }

    /// <summary>The server on which the copy is a second database; null where it gets one of its own.</summary>
    private static ServerAddress? ServerOf(Run run) => run.Settings.Rehearsal.On == RehearsalPlace.SameServer ? run.Database.Address : run.Settings.Rehearsal.Server;

    /// <summary>What production's container has is what its copy needs; who names programs of this machine wants those.</summary>
    private static bool IsInContainer(Run run) => ServerOf(run) is null && run.Database.Address is { Tunnel: not null, ToolsFolder: null };

    private static Task<Database> ConnectAsync(ServerAddress address, CancellationToken ct) => Database.ConnectAsync(address, ApplicationName, TimeSpan.FromMinutes(1), ct);

    private static async Task<ICopyPlace> MakePlaceAsync(Run run, long bytes, CancellationToken ct)
    {
        var major = run.Database.Identity.Major;
        await using var session = await run.Database.OpenAsync(ct);
        var production = await Production.ReadAsync(session, ct);
        if (ServerOf(run) is { } server)
        {
            await AssertRoomThereAsync(run, session, bytes, ct);
            return await DatabaseBeside.CreateAsync(server, production, await DatabaseProperties.ReadAsync(session, run.Database.Identity.Name, ct), major, Notes(run), ct);
        }

        if (IsInContainer(run))
        {
            var container = await run.Database.Address.Tunnel!.FindAsync(ct);
            if (await ThrowawayContainer.FreeBytesAsync(container, ct) is { } free)
            {
                AssertRoom($"the containers of {container.Engine.Address}", bytes, free);
            }

            var folder = await session.QuerySingleAsync("data_folder", row => row.OptionalText("DataFolder"), ct);
            return await ThrowawayContainer.StartAsync(container, folder ?? container.Container.Environment.FirstOrDefault(e => e.StartsWith(DataFolder, StringComparison.Ordinal))?[DataFolder.Length..] ?? "/var/lib/postgresql/data", production, run.Database.Identity.Name, ct);
        }

        AssertRoom(run.Settings.Rehearsal.Path, bytes);
        var programs = (await ServerPrograms.FindAsync(run.Database.Address, major, ct))!;
        return await ThrowawayServer.StartAsync(programs, Notes(run), run.Settings.Rehearsal.Path, production, run.Database.Identity.Name, ct);
    }

    /// <summary>A copy beside production must not fill production's disk.</summary>
    private static async Task AssertRoomThereAsync(Run run, Session session, long bytes, CancellationToken ct)
    {
        if (run.Settings.Rehearsal.On != RehearsalPlace.SameServer)
        {
            return;
        }

        if (await AssessmentReader.ReadDiskAsync(session, run.Database, run.Settings, ct) is { FreeBytes: not null, DataFolder: { } folder })
        {
            AssertRoom(folder, bytes);
        }
        else
        {
            run.Output.Warn($"how much room {run.Database.Address} has for a copy of {ByteSize.Say(bytes)} cannot be seen from here");
        }
    }

    private static void AssertRoom(string folder, long bytes)
    {
        if (DiskSpace.Of(folder) is { } space)
        {
            AssertRoom(folder, bytes, space.FreeBytes);
        }
    }

    private static void AssertRoom(string place, long bytes, long free)
    {
        // The rows and their indexes, what one rewrite of the largest table may need again, and the server's own files.
        var needed = (bytes * 3 / 2) + (600L << 20);
        if (free < needed)
        {
            throw new OperatorException(
                $"there is no room to rehearse in {place}: it needs about {ByteSize.Say(needed)}, {ByteSize.Say(free)} are free, {ByteSize.Say(needed - free)} are missing; nothing was changed",
                "free some space, set rehearsal.path to a folder with more, rehearsal.on to another server, or rehearsal.on to off (the run is then recorded as not proven).");
        }
    }

    private static async Task RestoreAsync(PostgresTools tools, ICopyPlace place, string archive, CancellationToken ct)
    {
        var restore = new ArchiveRestore(tools, place.ForRestore, ApplicationName) { Options = [.. place.RestoreOptions, "--no-tablespaces"] };
        try
        {
            await restore.RunAsync(archive, Math.Clamp(Environment.ProcessorCount, 1, 8), _ => Task.CompletedTask, ct);
        }
        catch (OperatorException e)
        {
            throw new OperatorException($"{e.Message}; nothing was changed", "a backup that cannot be restored is none: see what it says, and take another.", ExitCode.Refused, e);
        }
    }
}
