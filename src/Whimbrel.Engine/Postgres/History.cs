namespace Whimbrel.Engine.Postgres;

/// <summary>What was last done with a version.</summary>
public sealed record HistoryEntry(string Version, string Name, string Direction, string Run, DateTimeOffset At, string Script, string Checksum, string Algorithm, DateTimeOffset? DataMigratedAt);

/// <summary>What a script did, to be recorded in the transaction that did it.</summary>
public sealed record HistoryRow(
    string Version, string Name, string Direction, string Run, double Seconds, string Script, string RawChecksum, string Checksum, string Algorithm, string? Commit, string PerformedBy, string PerformedOn);

/// <summary>Whimbrel's own history, in the schema <c>whimbrel</c>; the operator's version table stays as it is.</summary>
public static class History
{
    /// <summary>It is made last: where it is, the others are.</summary>
    public const string LastTable = "whimbrel.batches";

    public const string Applied = "applied";
    public const string RolledBack = "rolled back";

    /// <summary>The newest entry of each version; none where Whimbrel was never here.</summary>
    public static async Task<IReadOnlyList<HistoryEntry>> LatestAsync(Session session, CancellationToken ct)
    {
        if (!await session.QuerySingleAsync("relation_exists", row => row.Claim("Exists"), ct, "whimbrel.history"))
        {
            return [];
        }

        return await session.QueryAsync(
            "latest_history",
            row => new HistoryEntry(
                row.Text("Version"),
                row.Text("Name"),
                row.Text("Direction"),
                row.Text("Run"),
                row.Time("At"),
                row.Text("Script"),
                row.Text("Checksum"),
                row.Text("Algorithm"),
                row.OptionalTime("DataMigratedAt")),
            ct);
    }

    /// <summary>Makes the schema and its tables where they are missing; silent where they are not.</summary>
    public static async Task EnsureAsync(Session session, CancellationToken ct)
    {
        if (!await session.HasRelationAsync(LastTable, ct))
        {
            await session.ExecuteAsync(CatalogQuery.Text("create_whimbrel_schema", session.ServerMajor), ct);
            await session.ExecuteAsync(CatalogQuery.Text("create_history", session.ServerMajor), ct);
            await session.ExecuteAsync(CatalogQuery.Text("create_progress", session.ServerMajor), ct);
            await session.ExecuteAsync(CatalogQuery.Text("create_batches", session.ServerMajor), ct);
        }
    }

    /// <summary>What a script did, to be recorded in the transaction that did it.</summary>
    public static SqlCommand Record(Session session, HistoryRow row) => new(
        CatalogQuery.Text("insert_history", session.ServerMajor),
        row.Version,
        row.Name,
        row.Direction,
        row.Run,
        row.Seconds,
        row.Script,
        row.RawChecksum,
        row.Checksum,
        row.Algorithm,
        row.Commit,
        row.PerformedBy,
        row.PerformedOn);
}
