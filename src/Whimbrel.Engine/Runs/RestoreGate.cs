using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Beside;
using Whimbrel.Engine.Steps.Restore;

namespace Whimbrel.Engine.Runs;

/// <summary>A restore that was killed while nobody could connect: the database must let us in before its run can be taken up.</summary>
internal static class RestoreGate
{
    private static readonly TimeSpan _waitForOther = TimeSpan.FromSeconds(10);

    internal static async Task OpenAsync(ServerAddress address, StateFolder state, string command, CancellationToken ct)
    {
        var open = state.Runs().FirstOrDefault(r => r.State is { IsOpen: true, Facts.Restore: not null } && r.State.Facts.Database.Name == address.Database && (r.State.IsBegun(nameof(SwapDatabases)) || r.State.IsBegun(nameof(RestoreInPlace))));
        if (open?.State.Facts is not { } facts)
        {
            return;
        }

        await using var maintenance = await MaintenanceDatabase.ConnectAsync(address, RunOpening.ApplicationName(command, null), ct);
        if (maintenance.Identity.SystemIdentifier != facts.Database.SystemIdentifier)
        {
            return;
        }

        await using var session = await maintenance.OpenForScriptAsync(ct);
        var swap = new DatabaseSwap(session, facts.Restore!, facts.Database);
        if (!await swap.TryLockAsync(_waitForOther, ct))
        {
            throw new OperatorException($"run {facts.Id} swaps {address} at this moment; nothing was changed", "wait until it has ended: Ctrl-C in its terminal goes back.", ExitCode.Held);
        }

        await swap.AllowAsync(ct);
    }
}
