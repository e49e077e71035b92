using Npgsql;

namespace Whimbrel.Engine.Postgres.Beside;

/// <summary>A database beside another one on the same server: made like it, given what a dump does not carry, and dropped again.</summary>
internal static class BesideDatabase
{
    private const int DropTries = 10;

    /// <summary>A name of at most 63 bytes, which is all that the server keeps: as much of the database's as fits.</summary>
    internal static string NameFor(string database, string what, string run) => $"{Shortened(database, 63 - what.Length - run.Length - 2)}_{what}_{run}";

    /// <summary>Makes an empty database with the encoding, the locale, the owner, the tablespace and the connection limit of another.</summary>
    /// <param name="maintenance">A session of a third database.</param>
    internal static async Task CreateAsync(Session maintenance, string like, string name, CancellationToken ct)
    {
        var statement = await maintenance.QuerySingleAsync("create_like", row => row.Text("Statement"), ct, like, name);
        // Before 15 it waits for two checkpoints.
        await maintenance.ExecuteAsync("SELECT set_config('statement_timeout', '30min', false), set_config('lock_timeout', '30s', false)", ct);
        try
        {
            await maintenance.ExecuteAsync(statement, ct);
        }
        catch (PostgresException e)
        {
            throw CannotCreate(e, name, like);
        }
    }

    /// <summary>Gives it the rights, the comment and the settings of another: what is not in an archive that is restored under another name.</summary>
    internal static async Task TakePropertiesAsync(Session maintenance, string from, string to, CancellationToken ct)
    {
        var statements = await maintenance.QueryAsync("database_properties", row => row.Text("Statement"), ct, from, to);
        if (statements.Count > 0)
        {
            await maintenance.ExecuteTogetherAsync(["BEGIN", .. statements, "COMMIT"], ct);
        }

        foreach (var (role, name, value) in await maintenance.QueryAsync("database_settings", row => (row.OptionalText("Role"), row.Text("Name"), row.Text("Value")), ct, from))
        {
            await SetAsync(maintenance, role, name, value, to, ct);
        }
    }

    /// <summary>Drops it with everybody who is in it; silent where there is none.</summary>
    /// <returns>Whether there was one.</returns>
    internal static async Task<bool> DropAsync(Session maintenance, string name, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            if ((await maintenance.QueryAsync("databases_named", row => row.Number("Oid"), ct, [new[] { name }])).Count == 0)
            {
                return attempt > 1;
            }

            try
            {
                await maintenance.ExecuteAsync("SELECT set_config('statement_timeout', '5min', false), set_config('lock_timeout', '5s', false)", ct);
                // What a killed pg_restore has begun must not come in again.
                await maintenance.ExecuteAsync($"ALTER DATABASE {Identifier.Quote(name)} WITH ALLOW_CONNECTIONS false", ct);
                await maintenance.ExecuteAsync($"DROP DATABASE IF EXISTS {Identifier.Quote(name)} WITH (FORCE)", ct);
                return true;
            }
            catch (PostgresException e) when (attempt < DropTries && e.SqlState is ServerErrors.LockNotAvailable or PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.InternalError)
            {
                await Task.Delay(200, ct);
            }
        }
    }

    /// <summary>A value goes in as a parameter, and the server quotes it: lists, quotes and all.</summary>
    private static async Task SetAsync(Session maintenance, string? role, string name, string value, string database, CancellationToken ct)
    {
        var whose = role is null ? $"ALTER DATABASE {Identifier.Quote(database)}" : $"ALTER ROLE {Identifier.Quote(role)} IN DATABASE {Identifier.Quote(database)}";
        try
        {
            await maintenance.ExecuteAsync("BEGIN", ct);
            await maintenance.ExecuteAsync("SELECT set_config($1, $2, true)", ct, name, value);
            await maintenance.ExecuteAsync($"{whose} SET {string.Join('.', name.Split('.').Select(Identifier.Quote))} FROM CURRENT", ct);
            await maintenance.ExecuteAsync("COMMIT", ct);
        }
        catch (PostgresException e)
        {
            await maintenance.RollBackAsync();
            throw new OperatorException(
                $"the setting {name} of {(role is null ? "the database" : $"role {role} in the database")} cannot be given to {database}: {e.MessageText} (SQLSTATE {e.SqlState})",
                $"let a superuser run: GRANT SET ON PARAMETER {name} TO … (from PostgreSQL 15 on); or take the setting away and set it again afterwards.",
                ExitCode.Refused,
                e);
        }
    }

    private static OperatorException CannotCreate(PostgresException e, string name, string like) => e.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege => new OperatorException(
            $"a database beside {like} cannot be made: {e.MessageText}", "let a superuser run: ALTER ROLE … CREATEDB; or restore into the database itself with --in-place.", ExitCode.Refused, e),
        PostgresErrorCodes.DuplicateDatabase => new OperatorException($"there is a database {name} already", "rename it or drop it, then run the same command.", ExitCode.Refused, e),
        _ => new OperatorException($"the database {name} cannot be made: {e.MessageText} (SQLSTATE {e.SqlState})", "mend what the server says, then run the same command.", ExitCode.Refused, e),
    };

    private static string Shortened(string name, int bytes)
    {
        var end = name.Length;
        while (System.Text.Encoding.UTF8.GetByteCount(name.AsSpan(0, end)) > bytes || (end > 0 && end < name.Length && char.IsHighSurrogate(name[end - 1])))
        {
            end--;
        }

        return name[..end];
    }
}
