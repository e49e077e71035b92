using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>ADD CHECK without NOT VALID, also along with a column.</summary>
internal sealed class AddCheck : Rule
{
    internal override string Title => "a check is added, and every row is read for it at once";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:constraint-missing-not-valid", "eugene:E1", "atlas:PG305", "strong_migrations:add_check_constraint",
            "pgfence:add-constraint-check-no-not-valid", "migrationpilot:MP030",
        ];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AddConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        AddedConstraint.Of(context, "CONSTR_CHECK").Where(added => !added.IsNotValid).Select(added => context.About(
            added.Table,
            $"every row of {added.Table} is read to check {added.Name}",
            added.Column is null
                ? "Add it NOT VALID, which looks at no row, and validate it in a transaction of its own."
                : "Add the column without it, then the check by itself as NOT VALID, and validate it in a transaction of its own.") with
        {
            Severity = context.BySize(added.Table),
            Safe = Safe(added),
        });

    private static string? Safe(AddedConstraint added) => added.Again(" NOT VALID") is { } notValid
        ? $"""
            {notValid}
            -- In a transaction of its own:
            ALTER TABLE {Identifier.Quote(added.Table)} VALIDATE CONSTRAINT {Identifier.Quote(added.Name)};
            """
        : null;
}
