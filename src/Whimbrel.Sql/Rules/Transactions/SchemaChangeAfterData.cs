using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>ALTER TABLE behind UPDATE, INSERT or DELETE on the same table in one transaction.</summary>
internal sealed class SchemaChangeAfterData : Rule
{
    internal override string Title => "a table is altered in the transaction that has just changed its rows";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP080"];

    internal override IReadOnlyList<string> Kinds => ["AlterTableStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            return [];

        var earlier = context.Script.InThisTransaction.Select(e => e.Statement)
            .FirstOrDefault(s => s.Kind is "UpdateStmt" or "InsertStmt" or "DeleteStmt" or "MergeStmt" && s.Body.Relation("relation"u8)?.Name == table.Name);
        return earlier is null
            ? []
            :
            [
                context.About(
                    table,
                    $"the rows that line {earlier.Line} changed stay locked while this waits for {table}, which can end in a deadlock; with a deferred constraint it fails for pending trigger events",
                    "Change the table in the migration, its rows in the data script."),
            ];
    }
}
