using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>A CHECK whose answer changes while the row does not.</summary>
internal sealed class VolatileCheck : Rule
{
    internal override string Title => "a CHECK depends on the time, on chance, or on the session";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP087"];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AddConstraint", "CreateStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        foreach (var check in context.Statement.AddedConstraints.Where(c => c.Is("contype"u8, "CONSTR_CHECK"u8)))
        {
            if (check.Child("raw_expr"u8) is { } expression && VolatileCalls.In(expression).FirstOrDefault() is { } call)
            {
                yield return new Found(
                    $"{call} in a CHECK of {context.Body.Relation("relation"u8)}: rows that were good become bad without being touched, an UPDATE of them and the restore of a backup then fail",
                    "Check it when the row is written: in a trigger, or against a column that holds the time.");
            }
        }
    }
}
