namespace Whimbrel.Sql.Rules.Operations;

/// <summary>DROP DATABASE.</summary>
internal sealed class DropDatabase : Rule
{
    internal override string Title => "a whole database is dropped";

    internal override Severity Severity => Severity.Error;

    internal override bool BreaksApplication => true;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-drop-database", "pgfence:drop-database", "migrationpilot:MP034"];

    internal override IReadOnlyList<string> Kinds => ["DropdbStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        [new Found(
            $"database {context.Body.Word("dbname"u8)} is gone for good; no rollback brings it back",
            "This is no migration: do it by hand, with a proved backup.")];
}
