namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>A script without BEGIN that holds a statement which no transaction can hold, and others.</summary>
internal sealed class StatementByStatement : LookBackRule
{
    internal override string Title => "the script is not one transaction: each statement is committed by itself";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP025"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script)
    {
        var statements = script.Earlier.Select(e => e.Statement).Where(s => s.Kind is not ("VariableSetStmt" or "VariableShowStmt")).ToList();
        if (statements.Count < 2 || statements.Exists(s => s.Kind == "TransactionStmt"))
            return [];

        var alone = statements.Find(s => s.RunsOutsideTransaction);
        return alone is null || statements.TrueForAll(s => s.RunsOutsideTransaction)
            ? []
            :
            [
                new Found(
                    "this one cannot run in a transaction, so that none of the script does: if one fails, what stands before it stays",
                    "Give it a migration of its own, or put the others between BEGIN and COMMIT.") { At = alone },
            ];
    }
}
