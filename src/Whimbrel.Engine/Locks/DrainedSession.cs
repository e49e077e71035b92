using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Locks;

/// <summary>A session of a database that is to be empty.</summary>
internal sealed record DrainedSession(Blocker Who)
{
    /// <summary>Nothing is lost with it.</summary>
    internal bool IsIdle => Who.State == "idle";

    internal bool IsAtWork => SessionEnding.CanBeCancelled(Who);

    /// <summary>What is against ending it; null when nothing is.</summary>
    internal SessionProtection? Protection => SessionProtection.Of(Who);

    /// <param name="run">The run whose own sessions are left out.</param>
    internal static async Task<IReadOnlyList<DrainedSession>> ReadAsync(Session session, IReadOnlyCollection<string> databases, string run, CancellationToken ct)
    {
        var found = await session.QueryAsync("sessions_of_databases", Blocker.Read, ct, databases.ToArray(), $"whimbrel % {run} %");
        // An ordinary autovacuum gives way by itself; a look of ours lasts for a moment.
        return [.. found.Where(b => b.Kind != "autovacuum worker" || SessionProtection.Of(b) is not null).Select(b => new DrainedSession(b))];
    }

    internal bool MayEnd(IReadOnlyList<string> consents) => Protection is not { } protection
        || consents.Contains(protection.Override.ToString(), StringComparer.OrdinalIgnoreCase)
        || (Who.Kind == "client backend" && Who.Application.StartsWith("whimbrel ", StringComparison.Ordinal) && IsIdle);

    internal OperatorException Refuse(string left) => new(
        $"{Who} {Protection!.Reason}; {left}",
        Protection.Override == Consent.None ? Protection.Hint : $"{Protection.Hint} To end it all the same: --even-{Protection.Override.ToString().ToLowerInvariant()}.");
}
