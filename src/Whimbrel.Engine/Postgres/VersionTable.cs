using Npgsql;

namespace Whimbrel.Engine.Postgres;

/// <summary>A row of the operator's version table.</summary>
public sealed record AppliedVersion(string Version, DateTimeOffset AppliedAt);

/// <summary>The operator's own table of applied versions, kept as the runbook has it: <c>version</c>, <c>applied_at</c>.</summary>
public sealed class VersionTable(QualifiedName name)
{
    public QualifiedName Name => name;

    public Task<bool> ExistsAsync(Session session, CancellationToken ct) => session.HasRelationAsync(name.Quoted, ct);

    /// <summary>The applied versions, oldest first; none where the table does not exist yet.</summary>
    public async Task<IReadOnlyList<AppliedVersion>> ReadAsync(Session session, CancellationToken ct)
    {
        if (!await ExistsAsync(session, ct))
        {
            return [];
        }

        try
        {
            var rows = await session.ReadAsync(Template("applied_versions", session), row => new AppliedVersion(row.Text("Version"), row.Time("AppliedAt")), ct);
            return [.. rows.OrderBy(r => r.Version, MigrationVersion.Order)];
        }
        catch (PostgresException e) when (e.SqlState is "42703" or "42501")
        {
            throw new OperatorException(
                $"the version table {name} cannot be read: {e.MessageText}; nothing was changed",
                "it needs the columns version and applied_at, and SELECT, INSERT and DELETE for our user.",
                ExitCode.Refused,
                e);
        }
    }

    /// <summary>Makes the table where there is none, inside the caller's transaction.</summary>
    public async Task EnsureAsync(Session session, CancellationToken ct)
    {
        if (!await ExistsAsync(session, ct))
        {
            await session.ExecuteAsync(Template("create_version_table", session), ct);
        }
    }

    /// <summary>Writes a version's row, to be done inside the caller's transaction; a row that is there gets the new time, as in the runbook.</summary>
    public SqlCommand Record(Session session, string version) => new(Template("record_version", session), version);

    /// <summary>Removes a version's row inside the caller's transaction; before the first migration is whole there is not even a table.</summary>
    public async Task RemoveAsync(Session session, string version, CancellationToken ct)
    {
        if (await ExistsAsync(session, ct))
        {
            await session.ExecuteAsync(Template("delete_version", session), ct, version);
        }
    }

    public async Task<bool> HasAsync(Session session, string version, CancellationToken ct)
    {
        var same = await session.RemembersRelationAsync(name.Quoted, ct) ? await session.ReadAsync(Template("same_versions", session), row => row.Text("Version"), ct, version) : [];
        return same.Any(v => MigrationVersion.AreEqual(v, version));
    }

    private string Template(string query, Session session) =>
        CatalogQuery.Text(query, session.ServerMajor).Replace("{table}", name.Quoted, StringComparison.Ordinal);
}
