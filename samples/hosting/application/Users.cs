using Npgsql;

namespace Hosting.Application;

/// <summary>Reads a user, and notes that one was here.</summary>
internal static class Users
{
    private const string ById =
        """
        SELECT id, email, name, theme, language, created_at, last_seen_at
        FROM users
        WHERE id = $1
        """;

    private const string Visit =
        """
        UPDATE users
        SET last_seen_at = now()
        WHERE id = $1
        """;

    public static async Task<IResult> GetAsync(NpgsqlDataSource database, long id, CancellationToken ct)
    {
        await using var command = database.CreateCommand(ById);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Results.Ok(FromRow(row)) : Results.NotFound();
    }

    public static async Task<IResult> RecordVisitAsync(NpgsqlDataSource database, long id, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Visit);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        return await command.ExecuteNonQueryAsync(ct) == 1 ? Results.NoContent() : Results.NotFound();
    }

    private static User FromRow(NpgsqlDataReader row) => new(
        row.GetInt64(row.GetOrdinal("id")),
        row.GetString(row.GetOrdinal("email")),
        row.GetString(row.GetOrdinal("name")),
        row[row.GetOrdinal("theme")] as string,
        row[row.GetOrdinal("language")] as string,
        row.GetDateTime(row.GetOrdinal("created_at")),
        row[row.GetOrdinal("last_seen_at")] as DateTime?);

    private sealed record User(
        long Id, string Email, string Name, string? Theme, string? Language, DateTime CreatedAt, DateTime? LastSeenAt);
}
