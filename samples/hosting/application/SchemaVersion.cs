using System.Reflection;
using Npgsql;

namespace Hosting.Application;

/// <summary>GET /api/version: the application's version and the newest migration of its database.</summary>
internal static class SchemaVersion
{
    private const string Newest =
        """
        SELECT version, applied_at
        FROM schema_migrations
        ORDER BY version DESC
        LIMIT 1
        """;

    private static readonly string ApplicationVersion = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    public static async Task<IResult> GetAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Newest);
        await using var row = await command.ExecuteReaderAsync(ct);
        bool found = await row.ReadAsync(ct);
        return Results.Ok(new
        {
            Application = ApplicationVersion,
            Schema = found ? row.GetString(row.GetOrdinal("version")) : null,
            AppliedAt = found ? row.GetDateTime(row.GetOrdinal("applied_at")) : (DateTime?)null,
        });
    }
}
