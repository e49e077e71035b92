using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ALTER COLUMN … DROP NOT NULL, or that of a domain.</summary>
internal sealed class DropNotNull : Rule
{
    internal override string Title => "a column may be null that the application takes for filled";

    internal override Severity Severity => Severity.Info;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-drop-not-null", "pgfence:drop-not-null", "migrationpilot:MP029"];

    internal override IReadOnlyList<string> Kinds => ["AT_DropNotNull", "AlterDomainStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Statement.Kind == "AlterDomainStmt")
            return context.Body.Is("subtype"u8, "N"u8) ? [new Found(
                $"columns of type {context.Body.DottedName("typeName"u8)} may be null from now on",
                Hint)] : [];

        return context.Existing("relation"u8) is { } table
            ? context.Commands("AT_DropNotNull").Select(command => context.About(
                table,
                $"{table}.{command.Word("name"u8)} may be null from now on; it is quick, but the way back must read every row",
                Hint))
            : [];
    }

    private const string Hint = "See first that every reader of it takes a null: the application, reports, replicas.";
}
