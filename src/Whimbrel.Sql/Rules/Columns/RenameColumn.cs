using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ALTER TABLE … RENAME COLUMN, also of a view.</summary>
internal sealed class RenameColumn : Rule
{
    internal override string Title => "a column is renamed that the running application knows by its old name";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool BreaksApplication => true;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:renaming-column", "strong_migrations:rename_column", "pgfence:rename-column", "migrationpilot:MP010",
            "migrationpilot:MP071",
        ];

    internal override IReadOnlyList<string> Kinds => ["RenameStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Is("renameType"u8, "OBJECT_COLUMN"u8) || context.Existing("relation"u8) is not { } table)
            return [];

        var (old, name) = (context.Body.Word("subname"u8) ?? "", context.Body.Word("newname"u8) ?? "");
        return IsNewColumn(context.Script, table, old)
            ? []
            : [context.About(table, $"every query that names {table}.{old} fails from the moment at which it is called {name}{QueriesInUse.Of(context.Schema, table, old)}", Hint)];
    }

    private const string Hint = "Add the column under its new name, write both, copy the old one in batches, let the application read the new one, and drop the old one in a later migration.";

    private static bool IsNewColumn(ScriptState script, RelationName table, string column) => script.Altering(table)
        .SelectMany(s => s.AddedColumns).Any(added => added.Word("colname"u8) == column);
}
