using Whimbrel.Engine.Locks;

namespace Whimbrel.Engine.Steps.Assess;

/// <summary>How bad a finding is: an error stops the run unless it is skipped by name.</summary>
public enum Severity
{
    Info,
    Warning,
    Error,
}

/// <summary>Something that the operator should know before a migration.</summary>
/// <param name="Name">What <c>--skip</c> takes.</param>
public sealed record Finding(string Name, Severity Severity, string Message, string Hint);

/// <summary>A table with its size, indexes and TOAST included; null where another session holds it exclusively.</summary>
public sealed record TableSize(string Schema, string Name, long? Bytes);

/// <summary>A session of this database.</summary>
public sealed record SessionFacts(int Pid, string User, string Application, string? Client, string State, double? TransactionSeconds, double? QuerySeconds, string Query, IReadOnlyList<string> LockedTables);

/// <summary>A lock that a session waits for, and who holds it.</summary>
public sealed record WaitingLock(int Pid, string User, string LockType, string? Relation, string Mode, double WaitedSeconds, string Query, IReadOnlyList<Blocker> Blockers);

/// <summary>Work of the server that a migration must not meet.</summary>
/// <param name="Kind"><c>pg_dump</c>, <c>wraparound vacuum</c> or <c>CREATE INDEX CONCURRENTLY</c>.</param>
public sealed record MaintenanceWork(string Kind, int Pid, IReadOnlyList<string> Tables, double AgeSeconds);

/// <summary>A standby and how far it is behind.</summary>
public sealed record StandbyLag(string Name, string State, long? LagBytes, double? LagSeconds);

/// <summary>The disks that matter, as <c>df</c> counts: free of what an ordinary user can use.</summary>
/// <param name="FreePercent">Of the data folder, or null when the server stands elsewhere.</param>
public sealed record DiskFacts(string? DataFolder, double? FreePercent, long? FreeBytes, string BackupFolder, double? BackupFreePercent, long? BackupFreeBytes);

/// <summary>The state of the database before the migration: the runbook's step 1.</summary>
/// <param name="SeesAllSessions">Whether our user may see what other users' sessions do.</param>
public sealed record Assessment(
    string ServerVersion,
    string? CurrentVersion,
    long DatabaseBytes,
    IReadOnlyList<TableSize> Tables,
    int Connections,
    int MaxConnections,
    IReadOnlyList<SessionFacts> Sessions,
    IReadOnlyList<SessionFacts> LongQueries,
    IReadOnlyList<WaitingLock> Locks,
    IReadOnlyList<MaintenanceWork> Maintenance,
    IReadOnlyList<StandbyLag> Standbys,
    DiskFacts Disk,
    bool IsInRecovery,
    bool SeesAllSessions,
    IReadOnlyList<Finding> Findings);
