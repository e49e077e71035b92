namespace Whimbrel.Engine.Steps.Restore;

/// <summary>What a restore was begun with.</summary>
/// <param name="Archive">The full path.</param>
/// <param name="Copy">The name of the database that is made beside the live one.</param>
/// <param name="Old">The name that the live one gets.</param>
/// <param name="Ends">The open run that this restore is the way back from; null where there is none.</param>
/// <param name="Into">The name of another database whose backup is accepted; null where it must be the same.</param>
/// <param name="Consents">What is ended although it is protected.</param>
public sealed record RestoreFacts(string Archive, string Copy, string Old, int Jobs, bool InPlace, string? Ends, string? Into, IReadOnlyList<string> Consents);

/// <summary>A backup as it was found.</summary>
/// <param name="Sha256">As it was recorded when it was taken; null where nothing stands beside the file.</param>
/// <param name="ServerVersion">Of the server that it was dumped from.</param>
public sealed record CheckedBackup(string File, string Format, long Bytes, string? Sha256, string? Database, string ServerVersion, bool HasFingerprint);

/// <summary>How the databases were swapped.</summary>
/// <param name="BlockedMs">For how long nobody could connect.</param>
/// <param name="Ended">The sessions that were ended for it.</param>
public sealed record SwappedDatabases(string Old, double BlockedMs, IReadOnlyList<string> Ended);

/// <summary>How the restored database compares with the one that was dumped.</summary>
/// <param name="Version">The newest in its version table, or null.</param>
/// <param name="Rows">Of all tables that were counted.</param>
public sealed record ComparedRestore(string? Version, int Tables, long Rows, IReadOnlyList<string> Differences);
