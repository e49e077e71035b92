using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>ADD EXCLUDE on a table in use: it can neither be NOT VALID nor come from an index.</summary>
internal sealed class AddExclusion : Rule
{
    internal override string Title => "an exclusion constraint is added: there is no way to do it without blocking";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        ["eugene:E8", "strong_migrations:add_exclusion_constraint", "pgfence:add-constraint-exclude", "migrationpilot:MP031"];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AddConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        AddedConstraint.Of(context, "CONSTR_EXCLUSION").Select(added => context.About(
            added.Table,
            $"the index of {added.Name} is built from every row of {added.Table}, and no row may conflict with another",
            "Plan a downtime for it; or make a new table with the constraint, fill it in batches, and exchange the two.") with
        {
            Severity = context.BySize(added.Table),
        });
}
