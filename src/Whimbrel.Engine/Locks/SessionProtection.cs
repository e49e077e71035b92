namespace Whimbrel.Engine.Locks;

/// <summary>What an operator can name to end a session all the same.</summary>
public enum Consent
{
    /// <summary>Nothing: this is never ended from here.</summary>
    None,

    /// <summary>It takes a backup, which is lost.</summary>
    Backup,

    /// <summary>It feeds a standby or a subscriber.</summary>
    Replication,

    /// <summary>It vacuums so that the database can go on to give out transaction numbers.</summary>
    Wraparound,

    /// <summary>It works in another database.</summary>
    OtherDatabase,
}

/// <summary>Why a session should not be ended: the one place that decides it, for the lock steward and for <c>whimbrel locks --kill</c>.</summary>
/// <param name="Reason">A part of a sentence whose subject is the session.</param>
/// <param name="Hint">What to do instead; a whole sentence.</param>
/// <param name="Override">What must be named to end it all the same.</param>
public sealed record SessionProtection(string Reason, string Hint, Consent Override)
{
    /// <summary>How the programs that take backups name themselves.</summary>
    private static readonly string[] _backups = ["pg_dump", "pg_basebackup", "pgBackRest", "barman", "pg_probackup", "wal-g"];

    /// <summary>Can a session be ended by who asks from this one? Null when nothing is against it.</summary>
    public static SessionProtection? Of(LockSession session)
    {
        if (session.IsOurs)
        {
            return new SessionProtection("is the connection of this command itself", "look for the pid again with 'whimbrel locks'.", Consent.None);
        }

        if (session.IsHidden)
        {
            return new SessionProtection(
                "is hidden from our user: whether it may be ended cannot be seen",
                "let a superuser run: GRANT pg_read_all_stats, pg_signal_backend TO our user.",
                Consent.None);
        }

        return session.Leader is { } leader
            ? new SessionProtection($"is a parallel worker of pid {leader}", $"end the query that it works for: 'whimbrel locks --kill {leader}'.", Consent.None)
            : Of(session.Blocker) ?? OfOther(session.OtherDatabase);
    }

    /// <summary>What is against ending it that its kind, its name and its work tell.</summary>
    internal static SessionProtection? Of(Blocker session) => session.Kind switch
    {
        _ when IsBackup(session) => new SessionProtection("takes a backup", "wait for its end; the backup would be lost.", Consent.Backup),
        "walsender" => new SessionProtection("feeds a standby or a subscriber", "stop the standby or the subscription; it would connect again.", Consent.Replication),
        "autovacuum worker" => OfAutovacuum(session.Query),
        "client backend" => session.Application.StartsWith("whimbrel", StringComparison.Ordinal)
            ? new SessionProtection("is Whimbrel's own work", "Ctrl-C in its terminal goes back; 'whimbrel abort' does when its process is gone, 'whimbrel status' says which.", Consent.None)
            : null,
        _ => new SessionProtection($"is a process of the server itself ({(session.Kind.Length == 0 ? "unknown" : session.Kind)})", "leave it alone: the server needs it.", Consent.None),
    };

    /// <summary>An ordinary autovacuum is harmless to end: the server does so itself when somebody has stood in its queue for a second.</summary>
    private static SessionProtection? OfAutovacuum(string query)
    {
        const string Instead = "wait for its end; it would begin anew, as often as it is ended.";
        if (!query.StartsWith("autovacuum: ", StringComparison.Ordinal))
        {
            return new SessionProtection("is an autovacuum of which we cannot see whether it prevents a wraparound", Instead, Consent.Wraparound);
        }

        return query.Contains("(to prevent wraparound)", StringComparison.Ordinal)
            ? new SessionProtection("is a vacuum that prevents a wraparound of transaction numbers", Instead, Consent.Wraparound)
            : null;
    }

    private static bool IsBackup(Blocker session) =>
        session.Kind is "client backend" or "walsender" && Array.Exists(_backups, b => session.Application.StartsWith(b, StringComparison.OrdinalIgnoreCase));

    private static SessionProtection? OfOther(string? database) => database is null
        ? null
        : new SessionProtection($"works in another database, {database}", "run the command with that database's configuration.", Consent.OtherDatabase);
}
