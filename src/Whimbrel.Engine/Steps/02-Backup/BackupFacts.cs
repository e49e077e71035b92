using System.Text.Json.Serialization;

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

    /// <summary>As <c>pg_dump --compress</c> took it; null of those that were taken without being told.</summary>
    public string? Compression { get; init; }

    /// <summary>Whether roles and tablespaces stand beside it.</summary>
    public bool HasGlobals { get; init; }

    /// <summary>What is odd about it, or null.</summary>
    public string? Finding { get; init; }

    /// <summary>How far it is proved, in words.</summary>
    [JsonIgnore]
    public string Levels => string.Join(", ", new[]
    {
        Verified ? "every byte read back" : "written, not read back",
        Offsite is null ? null : $"a copy in {Offsite} with the same hash",
        RestoredAt is { } at ? $"restored {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : null,
    }.OfType<string>());
}
