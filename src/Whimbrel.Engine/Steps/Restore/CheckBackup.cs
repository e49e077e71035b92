using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Assess;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>The backup and the server are looked at: everything that forbids the restore is found before anything is made.</summary>
public sealed class CheckBackup : IStep
{
    /// <summary>A finding that may be left out by name: the room that a restore needs is an estimate.</summary>
    internal const string FreeSpace = "free-space";

    public Phase Phase => Phase.Backup;

    public string Title => "check the backup";

    public async Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        var found = await LookAsync(run, ct);
        return new StepPlan($"Reads the table of contents of {found.File} ({found.Format}, {ByteSize.Say(found.Bytes)}, dumped from {found.Database ?? "a database that it does not name"}, PostgreSQL {found.ServerVersion}), and looks for what would be in the way.");
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var found = await LookAsync(run, ct);
        foreach (var unknown in Unknown(found))
        {
            run.Output.Warn(unknown);
        }

        return new StepResult.Done(
            $"{found.File}, {found.Format}, {ByteSize.Say(found.Bytes)}, of {found.Database ?? "a database that it does not name"} on PostgreSQL {found.ServerVersion}",
            JsonSerializer.SerializeToElement(found, JournalJson.Default.CheckedBackup));
    }

    /// <summary>What cannot be checked, as nothing beside the archive tells it.</summary>
    internal static IEnumerable<string> Unknown(CheckedBackup found)
    {
        if (found.Sha256 is null)
        {
            yield return $"no description stands beside {found.File}: whether its bytes are those that pg_dump wrote cannot be checked";
        }

        if (!found.HasFingerprint)
        {
            yield return $"no fingerprint stands beside {found.File}: whether the restored database has the objects and the rows of that time cannot be checked";
        }
    }

    private static async Task<CheckedBackup> LookAsync(Run run, CancellationToken ct)
    {
        var (facts, identity) = (run.Facts.Restore!, run.Database.Identity);
        var tools = await PostgresTools.FindForFilesAsync(run.Database.Address, identity.Major, ct);
        var found = await Archive.ReadAsync(tools, facts.Archive, identity.Major, ct);
        if (found.Database is { } database && database != run.Facts.Database.Name && facts.Into != run.Facts.Database.Name)
        {
            throw new OperatorException(
                $"{found.File} is a backup of {database}, and would replace {run.Facts.Database.Name}; nothing was changed",
                $"if that is wanted, say so: --into {run.Facts.Database.Name}.");
        }

        await Obstacles.AssertNoneAsync(run, ct);
        if (!facts.InPlace)
        {
            await AssertRoomAsync(run, found, ct);
        }

        return found;
    }

    private static async Task AssertRoomAsync(Run run, CheckedBackup found, CancellationToken ct)
    {
        await using var session = await run.Database.OpenAsync(ct);
        var live = await session.QuerySingleAsync("database_bytes", row => row.OptionalNumber("Bytes"), ct, run.Facts.Database.Name) ?? 0;
        var folder = await session.QuerySingleAsync("data_folder", row => row.OptionalText("DataFolder"), ct);
        // pg_dump compresses rows to about a third, and leaves the indexes out.
        var needed = Math.Max(live, found.Format is "tar" ? found.Bytes : found.Bytes * 3);
        if (folder is null || run.Database.Address.Via is not null || !IsHere(run.Database.Address.Host) || DiskSpace.Of(folder) is not { } space)
        {
            run.Output.Warn($"how much room the server has cannot be known from here: the copy needs about {ByteSize.Say(needed)}");
            return;
        }

        if (space.FreeBytes < needed && !run.IsSkipped(FreeSpace))
        {
            throw new OperatorException(
                $"there is no room for a database beside the live one: it needs about {ByteSize.Say(needed)}, {ByteSize.Say(space.FreeBytes)} are free in {folder}; nothing was changed",
                $"free some space, restore into the database itself with --in-place, or leave the estimate out with --skip {FreeSpace}.");
        }
    }

    private static bool IsHere(string host) => host.StartsWith('/') || host is "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
}
