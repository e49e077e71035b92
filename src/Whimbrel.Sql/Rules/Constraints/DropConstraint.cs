using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>ALTER TABLE … DROP CONSTRAINT of anything but a primary key.</summary>
internal sealed class DropConstraint : Rule
{
    internal override string Title => "a constraint is dropped";

    internal override Severity Severity => Severity.Info;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-drop-constraint", "pgfence:drop-constraint", "atlas:CD101", "migrationpilot:MP097"];

    internal override IReadOnlyList<string> Kinds => ["AT_DropConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            return [];

        return context.Commands("AT_DropConstraint").Select(c => c.Word("name"u8) ?? "").Where(name => !IsAddedAgain(context, name)).SelectMany(name => Of(context, table, name));
    }

    private static bool IsAddedAgain(RuleContext context, string name) =>
        context.Commands("AT_AddConstraint").Any(c => c.Child("def"u8)?.Child("Constraint"u8)?.Is("conname"u8, System.Text.Encoding.UTF8.GetBytes(name)) == true);

    private static IEnumerable<Found> Of(RuleContext context, RelationName table, string name)
    {
        var constraint = context.Schema.Find(table)?.Constraint(name);
        switch (constraint?.Kind)
        {
            case ConstraintKind.PrimaryKey:
            case null when name.EndsWith("_pkey", StringComparison.Ordinal):
                yield break;
            case ConstraintKind.Unique:
                yield return context.About(
                    table,
                    $"the index behind {name} goes too: INSERT … ON CONFLICT ({string.Join(", ", constraint.Columns)}) fails, and queries that used it read all of {table}",
                    "Build another unique index on the same columns concurrently first, if anything still needs it.") with
                { Severity = Severity.Warning };
                break;
            case ConstraintKind.ForeignKey:
                yield return context.About(
                    table,
                    $"rows of {table} may point to nothing from now on; {constraint.References} is locked as well",
                    "Make sure that nothing relies on ON DELETE of this foreign key.");
                break;
            default:
                yield return context.About(table, $"what {name} kept out of {table} can come in", "Make sure that the application checks it itself.");
                break;
        }
    }
}
