using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>ADD FOREIGN KEY without NOT VALID.</summary>
internal sealed class AddForeignKey : Rule
{
    internal override string Title => "a foreign key is added and checked at once";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.ShareRowExclusive;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:adding-foreign-key-constraint", "squawk:constraint-missing-not-valid", "eugene:E1",
            "strong_migrations:add_foreign_key", "strong_migrations:add_reference", "pgfence:add-constraint-fk-no-not-valid",
            "migrationpilot:MP005",
        ];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AddConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        AddedConstraint.Of(context, "CONSTR_FOREIGN").Where(added => !added.IsNotValid)
            .Select(added => added.Column?.IsEmpty == true ? Quick(context, added) : Slow(context, added));

    private static Found Slow(RuleContext context, AddedConstraint added) => context.About(
        added.Table,
        $"every row of {added.Table} is looked up in {added.Constraint.Relation("pktable"u8)} while both stay locked",
        "Add it NOT VALID, which looks at no row, and validate it in a transaction of its own.") with
    {
        Severity = context.BySize(added.Table),
        Safe = Safe(added),
    };

    /// <summary>No row can refer to anything yet, and PostgreSQL knows it; what remains are the locks.</summary>
    private static Found Quick(RuleContext context, AddedConstraint added) => context.About(
        added.Table,
        $"{added.Column?.FullName} comes with a foreign key: no row is checked, but {added.Constraint.Relation("pktable"u8)} is locked along with {added.Table}",
        "Nothing slow in the same transaction.") with
    {
        Severity = Severity.Info,
    };

    private static string? Safe(AddedConstraint added) => added.Again(" NOT VALID") is { } notValid
        ? $"""
            {notValid}
            -- In a transaction of its own:
            ALTER TABLE {Identifier.Quote(added.Table)} VALIDATE CONSTRAINT {Identifier.Quote(added.Name)};
            """
        : null;
}
