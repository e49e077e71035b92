using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Locks;

/// <summary>
/// Ends who stands in the way, as the operator has allowed it, and what <see cref="SessionProtection"/> names only with his consent. An ordinary autovacuum is cancelled
/// in any case: the server would do so itself, were we to stand in the queue for a second.
/// </summary>
internal sealed class BlockerEnding(Session session, LockSettings settings, Action<string> note)
{
    /// <summary>How the note of a session that was ended ends.</summary>
    internal const string StoodInTheWay = ", who stood in the way";

    private readonly SessionEnding _ending = new(session);
    private readonly HashSet<(int Pid, BlockerPolicy How)> _signalled = [];

    internal async Task EndAsync(IReadOnlyList<Blocker> holders, CancellationToken ct)
    {
        foreach (var holder in holders)
        {
            var how = HowToEnd(holder);
            if (how != BlockerPolicy.Wait && _signalled.Add((holder.Pid, how)))
            {
                await SignalAsync(holder, how, ct);
            }
        }
    }

    private BlockerPolicy HowToEnd(Blocker holder) => (holder.Kind, settings.Blockers) switch
    {
        _ when SessionProtection.Of(holder) is { } protection && !settings.BlockersAmong.Consents.Contains(protection.Override) => BlockerPolicy.Wait,
        ("autovacuum worker", _) => BlockerPolicy.Cancel,
        _ when !settings.BlockersAmong.Includes(holder) => BlockerPolicy.Wait,
        _ when holder.AgeSeconds < settings.BlockersAfter.TotalSeconds => BlockerPolicy.Wait,
        (_, BlockerPolicy.Cancel) when !SessionEnding.CanBeCancelled(holder) => BlockerPolicy.Wait,
        (_, var policy) => policy,
    };

    private async Task SignalAsync(Blocker holder, BlockerPolicy how, CancellationToken ct)
    {
        var words = how == BlockerPolicy.Cancel ? "cancelled" : "ended";
        try
        {
            var isSignalled = how == BlockerPolicy.Cancel ? await _ending.CancelAsync(holder, ct) : await _ending.TerminateAsync(holder, ct);
            note(isSignalled ? $"{words} {holder}{StoodInTheWay}" : $"{holder} was gone before it could be {words}");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            note($"{holder} cannot be {words}: {e.MessageText}; it is waited for");
        }
    }
}
