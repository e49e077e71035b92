namespace Whimbrel.Sql.Rules.Operations;

/// <summary>SET session_replication_role = replica.</summary>
internal sealed class SessionReplicationRole : Rule
{
    internal override string Title => "triggers and foreign keys are turned off for the session";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP064"];

    internal override IReadOnlyList<string> Kinds => ["VariableSetStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.Body.Is("name"u8, "session_replication_role"u8)
        && context.Body.Items("args"u8).Any(a => a.Child("A_Const"u8)?.Child("sval"u8)?.Word("sval"u8)?.ToLowerInvariant() is "replica")
            ? [new Found("no foreign key is checked and no trigger fires for what follows: rows that point to nothing are found by nobody, and VALIDATE CONSTRAINT does not look again at a valid one", "Load the rows in an order that the foreign keys allow, or make these DEFERRABLE.")]
            : [];
}
