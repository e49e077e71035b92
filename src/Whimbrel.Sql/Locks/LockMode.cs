namespace Whimbrel.Sql.Locks;

/// <summary>PostgreSQL's table lock modes, weakest first; the names are those of pg_locks without their suffix.</summary>
public enum LockMode
{
    None,
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

/// <summary>What the modes mean for others.</summary>
public static class LockModes
{
    /// <summary>As pg_locks.mode has it: AccessExclusiveLock.</summary>
    public static string Name(this LockMode mode) => mode == LockMode.None ? "" : $"{mode}Lock";

    /// <summary>SELECT waits for it.</summary>
    public static bool BlocksReads(this LockMode mode) => mode == LockMode.AccessExclusive;

    /// <summary>INSERT, UPDATE and DELETE wait for it.</summary>
    public static bool BlocksWrites(this LockMode mode) => mode >= LockMode.Share;

    /// <summary>Whether two sessions cannot hold both at once, as in PostgreSQL's conflict table.</summary>
    public static bool ConflictsWith(this LockMode one, LockMode other) => one switch
    {
        LockMode.AccessShare => other == LockMode.AccessExclusive,
        LockMode.RowShare => other >= LockMode.Exclusive,
        LockMode.RowExclusive => other >= LockMode.Share,
        LockMode.ShareUpdateExclusive => other >= LockMode.ShareUpdateExclusive,
        LockMode.Share => other >= LockMode.RowExclusive && other != LockMode.Share,
        LockMode.ShareRowExclusive => other >= LockMode.RowExclusive,
        LockMode.Exclusive => other >= LockMode.RowShare,
        LockMode.AccessExclusive => other != LockMode.None,
        _ => false,
    };
}
