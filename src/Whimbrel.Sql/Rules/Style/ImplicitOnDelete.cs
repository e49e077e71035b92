using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>A foreign key that does not say what a DELETE does.</summary>
internal sealed class ImplicitOnDelete : Rule
{
    internal override string Title => "a foreign key leaves ON DELETE to its default";

    internal override Severity Severity => Severity.Info;

    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP086"];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AddConstraint", "CreateStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) => context.Statement.AddedConstraints
        .Where(c => c.Is("contype"u8, "CONSTR_FOREIGN"u8) && c.Is("fk_del_action"u8, "a"u8))
        .Select(c => new Found($"a DELETE in {c.Relation("pktable"u8)} fails while rows of {context.Body.Relation("relation"u8)} point to it: meant, or forgotten?", "Write ON DELETE RESTRICT, or what is meant."));
}
