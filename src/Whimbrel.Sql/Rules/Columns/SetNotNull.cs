using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ALTER COLUMN … SET NOT NULL, unless a validated CHECK (column IS NOT NULL) has looked at the rows before.</summary>
internal sealed class SetNotNull : LookBackRule
{
    internal override string Title => "every row is read to see that a column is never null";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:adding-not-nullable-field", "eugene:E2", "atlas:MF104", "atlas:PG303",
            "strong_migrations:change_column_null", "strong_migrations:change_column_null_postgresql",
            "pgfence:alter-column-set-not-null", "migrationpilot:MP002", "migrationpilot:MP018", "migrationpilot:MP081",
        ];

    internal override IReadOnlyList<string> Kinds => ["AT_SetNotNull"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Is("objtype"u8, "OBJECT_TABLE"u8) || context.Existing("relation"u8) is not { } table)
            yield break;

        var known = context.Schema.Find(table);
        foreach (var column in context.Commands("AT_SetNotNull").Select(c => c.Word("name"u8) ?? ""))
        {
            var isProved = known?.Constraints.Any(c => c.ProvesNotNull == column && c.IsValidated) == true || known?.Column(column)?.NotNull == true;
            if (!isProved && !UnseenChecks.MayProve(context.Script, table))
                yield return About(table, column) with { Relation = context.Schema.Resolve(table), Severity = context.BySize(table) };
        }
    }

    /// <summary>Whether a CHECK of an earlier migration is meant shows only behind: when it is dropped again, having served.</summary>
    internal override IEnumerable<Found> CheckEnd(ScriptState script) =>
        UnseenChecks.NotProved(script).Select(found => About(
            found.Table,
            found.Column) with
        { Relation = script.Schema.Resolve(found.Table), At = found.At });

    private static Found About(RelationName table, string column) => new(
        $"every row of {table} is read to see that {column} is not null",
        "Add a CHECK that is NOT VALID, validate it in a transaction of its own, and set NOT NULL then: it trusts a validated CHECK and looks at no row.")
    { Safe = Safe(table, column) };

    private static string Safe(RelationName name, string of)
    {
        var (table, column, check) = (Identifier.Quote(name), Identifier.Quote(of), Identifier.Quote($"{name.Name}_{of}_not_null"));
        return $"""
            ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID;
            -- In a transaction of its own:
            ALTER TABLE {table} VALIDATE CONSTRAINT {check};
            -- And last:
            ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;
            ALTER TABLE {table} DROP CONSTRAINT {check};
            """;
    }
}
