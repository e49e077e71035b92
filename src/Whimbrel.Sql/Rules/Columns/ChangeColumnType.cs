using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ALTER COLUMN … TYPE that writes or reads the whole table; a longer varchar does not.</summary>
internal sealed class ChangeColumnType : Rule
{
    internal override string Title => "a column's type is changed by writing the whole table anew";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:changing-column-type", "eugene:E5", "atlas:PG301", "strong_migrations:change_column",
            "pgfence:alter-column-type", "migrationpilot:MP007",
        ];

    internal override IReadOnlyList<string> Kinds => ["AT_AlterColumnType"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Is("objtype"u8, "OBJECT_TABLE"u8) || context.Existing("relation"u8) is not { } table)
            yield break;

        foreach (var command in context.Commands("AT_AlterColumnType"))
        {
            var column = command.Word("name"u8) ?? "";
            var type = command.Child("def"u8)?.Child("ColumnDef"u8) is { } definition ? context.TypeOf(definition) : "";
            var old = context.Schema.Find(table)?.Column(column)?.Type;
            if (Does(context, context.Schema.Resolve(table), old) is { } does)
            {
                yield return context.About(
                    table,
                    $"{table}.{column} becomes {type}{(old is null ? "" : $" instead of {old}")}: {does}",
                    Hint) with
                {
                    Severity = context.BySize(table),
                    Safe = Safe(table, column, type),
                };
            }
        }
    }

    private const string Hint = "Add a second column of the new type, keep it equal with a trigger, fill it in batches, and exchange the two in one short transaction.";

    /// <summary>Without the old type, the new one tells nothing: integer to bigint writes the table, varchar to text does not.</summary>
    private static string? Does(RuleContext context, RelationName table, string? old)
    {
        if (old is null)
            return "unless both are stored alike, the whole table and its indexes are written anew";
        if (context.Footprint.Rewrites.Contains(table))
            return "the whole table and its indexes are written anew";
        return context.Footprint.Scans.Contains(table) ? "every row is looked at" : null;
    }

    private static string Safe(RelationName table, string column, string type)
    {
        var (t, c, second) = (Identifier.Quote(table), Identifier.Quote(column), Identifier.Quote($"{column}_new"));
        var (function, trigger) = (Identifier.Quote(table with { Name = $"{table.Name}_{column}_new" }), Identifier.Quote($"{table.Name}_{column}_new"));
        return $"""
            ALTER TABLE {t} ADD COLUMN {second} {type};
            CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.{second} := NEW.{c}; RETURN NEW; END$$;
            CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {t} FOR EACH ROW EXECUTE FUNCTION {function}();
            -- In a migration of its own, in batches:
            UPDATE {t} SET {second} = {c} WHERE {second} IS DISTINCT FROM {c};
            -- Its indexes and constraints too, CONCURRENTLY and NOT VALID; and last:
            BEGIN;
            DROP TRIGGER {trigger} ON {t};
            DROP FUNCTION {function}();
            ALTER TABLE {t} DROP COLUMN {c};
            ALTER TABLE {t} RENAME COLUMN {second} TO {c};
            COMMIT;
            """;
    }
}
