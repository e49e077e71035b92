using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>ALTER TABLE … DROP CONSTRAINT of a primary key, unless another one takes its place in the same statement.</summary>
internal sealed class DropPrimaryKey : Rule
{
    internal override string Title => "a primary key is dropped";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP055", "migrationpilot:MP097", "pgfence:drop-constraint"];

    internal override IReadOnlyList<string> Kinds => ["AT_DropConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table || context.Commands("AT_AddConstraint").Any(AddsKey))
            return [];

        return context.Commands("AT_DropConstraint").Select(c => c.Word("name"u8) ?? "").Where(name => IsKey(context, table, name)).Select(name => context.About(
            table,
            $"with {name} go the uniqueness of {table}'s rows, the index that finds them, and its replica identity: UPDATE and DELETE fail if it is published",
            "Build the new key's unique index concurrently, and swap the two in one ALTER TABLE.") with
        { Safe = Safe(table, name) });
    }

    private static bool AddsKey(Node command) => command.Child("def"u8)?.Child("Constraint"u8)?.Is("contype"u8, "CONSTR_PRIMARY"u8) == true;

    private static bool IsKey(RuleContext context, RelationName table, string name) =>
        context.Schema.Find(table)?.Constraint(name) is { } known ? known.Kind == ConstraintKind.PrimaryKey : name.EndsWith("_pkey", StringComparison.Ordinal);

    private static string Safe(RelationName table, string name)
    {
        var index = Identifier.Quote($"{table.Name}_new_pkey");
        return $"""
            CREATE UNIQUE INDEX CONCURRENTLY {index} ON {Identifier.Quote(table)} (id);
            ALTER TABLE {Identifier.Quote(table)} DROP CONSTRAINT {Identifier.Quote(name)}, ADD CONSTRAINT {Identifier.Quote(name)} PRIMARY KEY USING INDEX {index};
            """;
    }
}
