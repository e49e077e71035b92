namespace Whimbrel.Engine.Postgres;

/// <summary>Whether our user may record migrations.</summary>
public static class Rights
{
    /// <exception cref="OperatorException">With the GRANTs that are missing.</exception>
    public static async Task AssertAsync(Database database, VersionTable versions, CancellationToken ct)
    {
        await using var session = await database.OpenAsync(ct);
        var rights = await session.QuerySingleAsync(
            "rights",
            row => (MayRecord: row.Claim("MayUseSchema") || (!row.Claim("HasSchema") && row.Claim("MayCreateSchema")), MayWrite: row.Claim("MayWriteVersionTable")),
            ct,
            versions.Name.Quoted,
            versions.Name.Schema is { } schema ? Identifier.Quote(schema) : null);
        var user = Identifier.Quote(database.Identity.User);
        var missing = new List<string>();
        if (!rights.MayRecord)
        {
            missing.Add($"GRANT CREATE ON DATABASE {Identifier.Quote(database.Identity.Name)} TO {user};");
        }

        if (!rights.MayWrite)
        {
            missing.Add(await versions.ExistsAsync(session, ct)
                ? $"GRANT SELECT, INSERT, UPDATE, DELETE ON {versions.Name.Quoted} TO {user};"
                : $"GRANT CREATE ON SCHEMA {Identifier.Quote(versions.Name.Schema ?? "public")} TO {user};");
        }

        if (missing.Count > 0)
        {
            throw new OperatorException(
                $"user {user} may not record a migration in {database.Address}; nothing was changed",
                "let the database's owner run: " + string.Join(' ', missing));
        }
    }
}
