using System.Text;
using Npgsql;

namespace Hosting.Application;

/// <summary>GET /api/users/{id}/preferences, from whichever place the schema has them in at this moment.</summary>
internal static class Preferences
{
    /// <summary>The old columns answer for a user whose row has not been copied yet.</summary>
    private const string InTheirTable =
        """
        SELECT coalesce(p.preferences, jsonb_strip_nulls(jsonb_build_object('theme', u.theme, 'language', u.language)))::text
        FROM users AS u
        LEFT JOIN user_preferences AS p ON p.user_id = u.id
        WHERE u.id = $1
        """;

    private const string InUsers =
        """
        SELECT jsonb_strip_nulls(jsonb_build_object('theme', u.theme, 'language', u.language))::text
        FROM users AS u
        WHERE u.id = $1
        """;

    public static async Task<IResult> GetAsync(NpgsqlDataSource database, long id, CancellationToken ct)
    {
        string? json;
        try
        {
            json = await ReadAsync(database, InTheirTable, id, ct);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            json = await ReadAsync(database, InUsers, id, ct);
        }

        return json is null ? Results.NotFound() : Results.Text(json, "application/json", Encoding.UTF8);
    }

    private static async Task<string?> ReadAsync(NpgsqlDataSource database, string sql, long id, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        return (string?)await command.ExecuteScalarAsync(ct);
    }
}
