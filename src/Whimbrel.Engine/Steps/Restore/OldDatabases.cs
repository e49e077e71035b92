using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Beside;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>A database that a restore has put aside.</summary>
/// <param name="Sessions">Who is connected to it; null for nobody.</param>
public sealed record OldDatabase(string Name, long Bytes, string? Sessions)
{
    public override string ToString() => $"{Name} ({ByteSize.Say(Bytes)})";
}

/// <summary>What restores have put aside: listed, and dropped when the operator says so.</summary>
public static class OldDatabases
{
    internal const string Mark = "before";

    private const string End = "_before_[0-9]{8}-[0-9]{6}-[0-9]{3}[0-9a-f]$";

    /// <summary>63 bytes, less the mark and the run's id.</summary>
    private const int NameBytes = 63 - 28;

    public static async Task<IReadOnlyList<OldDatabase>> FindAsync(WhimbrelSettings settings, CancellationToken ct)
    {
        await using var maintenance = await MaintenanceDatabase.ConnectAsync(settings.Database, "whimbrel restore", ct);
        await using var session = await maintenance.OpenAsync(ct);
        return await session.QueryAsync("old_databases", row => new OldDatabase(row.Text("Name"), row.Number("Bytes"), row.OptionalText("Sessions")), ct, settings.Database.Database, End, NameBytes);
    }

    /// <summary>Drops them; refuses all when somebody is in one.</summary>
    public static async Task DropAsync(WhimbrelSettings settings, IReadOnlyList<OldDatabase> databases, CancellationToken ct)
    {
        if (databases.FirstOrDefault(d => d.Sessions is not null) is { } used)
        {
            throw new OperatorException($"somebody is connected to {used.Name}: {used.Sessions}; nothing was dropped", "ask who it is, and run the same command when they have left.");
        }

        await using var maintenance = await MaintenanceDatabase.ConnectAsync(settings.Database, "whimbrel restore", ct);
        await using var session = await maintenance.OpenForScriptAsync(ct);
        await session.ExecuteAsync("SELECT set_config('statement_timeout', '10min', false)", ct);
        foreach (var (database, at) in databases.Select((d, i) => (d, i)))
        {
            try
            {
                await session.ExecuteAsync($"DROP DATABASE {Identifier.Quote(database.Name)}", ct);
            }
            catch (PostgresException e)
            {
                throw new OperatorException($"{database.Name} cannot be dropped: {e.MessageText} (SQLSTATE {e.SqlState}); {at} of {databases.Count} were dropped", "mend what the server says, then run the same command.", ExitCode.Refused, e);
            }
        }
    }
}
