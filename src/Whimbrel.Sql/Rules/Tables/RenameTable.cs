using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>ALTER TABLE … RENAME TO, unless the script fills the old name again.</summary>
internal sealed class RenameTable : LookBackRule
{
    internal override string Title => "a table or view is renamed that the running application knows by its old name";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool BreaksApplication => true;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:renaming-table", "squawk:renaming-object", "atlas:BC101", "atlas:BC102", "strong_migrations:rename_table",
            "pgfence:rename-table", "migrationpilot:MP028",
        ];

    internal override IReadOnlyList<string> Kinds => ["RenameStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => script.Earlier
        .Select((e, i) => (e.Statement, Before: script.Earlier.Take(i), Behind: script.Earlier.Skip(i + 1).Select(later => later.Statement)))
        .Where(e => e.Statement.Kind == "RenameStmt"
            && e.Statement.Body.Word("renameType"u8) is "OBJECT_TABLE" or "OBJECT_VIEW" or "OBJECT_MATVIEW" or "OBJECT_FOREIGN_TABLE")
        .Where(e => !e.Before.Any(earlier => IsPlaceOf(e.Statement, earlier.Statement)))
        .Select(e => e.Statement.Body.Relation("relation"u8) is { } table ? About(script, e.Statement, table, e.Behind) : null)
        .OfType<Found>();

    private static Found? About(ScriptState script, ParsedStatement statement, RelationName table, IEnumerable<ParsedStatement> behind)
    {
        var renamed = table with { Name = statement.Body.Word("newname"u8) ?? "" };
        if (script.Schema.Find(renamed)?.CreatedBy == script.Path || script.Schema.Find(table)?.CreatedBy == script.Path
            || behind.Any(later => Makes(later, table)))
            return null;

        return new Found(
            $"every query that names {table} fails from the moment at which it is called {renamed.Name}{QueriesInUse.Of(script.Schema, table)}",
            "Leave a view under the old name, in the same transaction, until every version of the application uses the new one.")
        {
            At = statement,
            Relation = script.Schema.Resolve(table),
            Safe = statement.Body.Is("renameType"u8, "OBJECT_TABLE"u8) ? Safe(statement.Text, table, renamed) : null,
        };
    }

    /// <summary>The name that it takes has just become free: it is there to replace what had it.</summary>
    private static bool IsPlaceOf(ParsedStatement rename, ParsedStatement earlier) =>
        earlier.Kind == "RenameStmt" && rename.Body.Word("newname"u8) is { } name && earlier.Body.Relation("relation"u8)?.Name == name;

    /// <summary>A view of the old name, or another table that takes its place.</summary>
    private static bool Makes(ParsedStatement later, RelationName name) => later.Kind switch
    {
        "RenameStmt" => later.Body.Word("newname"u8) == name.Name,
        _ => DefinedObject.CreatedBy(later.Kind, later.Body)?.Name.Name == name.Name
            || CreatedTables.Of(later.Kind, later.Body).Exists(made => made.Name == name.Name),
    };

    private static string Safe(string rename, RelationName table, RelationName renamed) =>
        $"""
        BEGIN;
        {rename};
        CREATE VIEW {Identifier.Quote(table)} AS TABLE {Identifier.Quote(renamed)};
        COMMIT;
        """;
}
