using System.Text.Json.Serialization;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>A backup as it was taken; the JSON twin beside the file holds the same.</summary>
/// <param name="Sha256">Of the bytes that pg_dump gave, in lower-case hex; of a folder that of its manifest, which has each file's.</param>
/// <param name="Verified">Whether every byte was read back through pg_restore and hashed again.</param>
/// <param name="Offsite">Where a copy is whose SHA-256, computed there, is the same; or null.</param>
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

    /// <summary>As pg_dump was told it: <c>gzip:1</c>, <c>zstd:1</c>.</summary>
    public string? Compression { get; init; }

    /// <summary>Whether it is of pg_dump's directory format: a folder with a file for each table.</summary>
    [JsonIgnore]
    public bool IsFolder => Format == "directory";

    /// <summary>The file of roles and tablespaces beside it; null where they could not be read.</summary>
    public string? Globals { get; init; }

    /// <summary>What the operator must know of it: it is much smaller than the one before, roles are missing, there is no copy.</summary>
    public IReadOnlyList<string>? Findings { get; init; }

    /// <summary>How far it is proved.</summary>
    public IReadOnlyList<BackupLevel> Levels =>
    [
        BackupLevel.Written,
        .. Verified ? [BackupLevel.ReadBack] : Array.Empty<BackupLevel>(),
        .. Offsite is not null ? [BackupLevel.Offsite] : Array.Empty<BackupLevel>(),
        .. RestoredAt is not null ? [BackupLevel.Restored] : Array.Empty<BackupLevel>(),
    ];
}
