using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>A statement outside a transaction that fails when it is run again.</summary>
internal sealed class NotRepeatable : Rule
{
    internal override string Title => "a statement outside a transaction cannot be run twice";

    internal override Severity Severity => Severity.Info;

    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:prefer-robust-stmts", "pgfence:prefer-robust-create-index", "pgfence:prefer-robust-create-table",
            "pgfence:prefer-robust-drop-index", "pgfence:prefer-robust-drop-table", "migrationpilot:MP023",
        ];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Script.IsInTransaction || Missing(context.Statement.Kind, context.Body) is not { } missing)
            return [];

        return [new Found(
            $"when the script fails further down, this stays done, and a second run by hand stops here for want of {missing}",
            "Write it, if others than Whimbrel run the script: Whimbrel goes on behind the last statement that was done.")];
    }

    /// <summary>An index that is built CONCURRENTLY is left out: IF NOT EXISTS would keep an INVALID one.</summary>
    private static string? Missing(string kind, Node body) => kind switch
    {
        "CreateStmt" when !body.Flag("if_not_exists"u8) && !body.Is("oncommit"u8, "ONCOMMIT_DROP"u8) => "IF NOT EXISTS",
        "IndexStmt" when !body.Flag("if_not_exists"u8) && !body.Flag("concurrent"u8) && body.Word("idxname"u8) is not null => "IF NOT EXISTS",
        "DropStmt" when !body.Flag("missing_ok"u8) => "IF EXISTS",
        "AlterTableStmt" => body.Items("cmds"u8).Select(item => Missing(item.Unwrap().Body)).FirstOrDefault(missing => missing is not null),
        _ => null,
    };

    private static string? Missing(Node command) => command.Word("subtype"u8) switch
    {
        _ when command.Flag("missing_ok"u8) => null,
        "AT_AddColumn" => "IF NOT EXISTS",
        "AT_DropColumn" or "AT_DropConstraint" => "IF EXISTS",
        _ => null,
    };
}
