using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>A foreign key to a table in use, also one in CREATE TABLE.</summary>
internal sealed class ForeignKeyLocksBothTables : Rule
{
    internal override string Title => "a foreign key locks the table that it points to";

    internal override Severity Severity => Severity.Info;

    internal override LockMode Lock => LockMode.ShareRowExclusive;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP069"];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AddConstraint", "CreateStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var table = context.Body.Relation("relation"u8);
        foreach (var constraint in context.Statement.AddedConstraints)
        {
            if (constraint.Relation("pktable"u8) is { } other && other != table && !context.IsNew(other))
            {
                yield return context.About(
                    other,
                    $"the foreign key of {table} puts triggers on {other} and locks it until the transaction ends",
                    "Nothing slow in the same transaction; tables that many write to one at a time.");
            }
        }
    }
}
