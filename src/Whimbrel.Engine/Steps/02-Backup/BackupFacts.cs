namespace Whimbrel.Engine.Steps.Backup;

/// <summary>A backup as it was taken; the JSON twin beside the file holds the same.</summary>
/// <param name="Sha256">Of the bytes that pg_dump gave, in lower-case hex.</param>
/// <param name="Verified">Whether every byte was read back through pg_restore and hashed again.</param>
/// <param name="Offsite">Where a copy is, or null.</param>
public sealed record BackupFacts(
    string File,
    long Bytes,
    string Sha256,
    double Seconds,
    bool Verified,
    string? Offsite,
    string Database,
    string ServerVersion,
    string ToolVersion,
    string Format,
    DateTimeOffset TakenAt,
    string Purpose,
    IReadOnlyList<string> Migrations)
{
    /// <summary>When a rehearsal or a restore made a whole database of it: the one proof that counts. Null where nobody did.</summary>
    public DateTimeOffset? RestoredAt { get; init; }
}
