using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>A foreign key with ON DELETE CASCADE between tables in use.</summary>
internal sealed class CascadingDelete : Rule
{
    internal override string Title => "a foreign key deletes rows of a table in use";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AddConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            return [];

        return context.Statement.AddedConstraints.Where(c => c.Is("fk_del_action"u8, "c"u8)).Select(c => context.About(
            table,
            $"one DELETE in {c.Relation("pktable"u8)} now deletes rows of {table} too, as many as there are, in the same transaction",
            "Prefer ON DELETE RESTRICT and let the application delete in batches; index the referring columns in any case."));
    }
}
