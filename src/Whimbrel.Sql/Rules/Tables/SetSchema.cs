using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>ALTER … SET SCHEMA, unless a view takes the old name.</summary>
internal sealed class SetSchema : LookBackRule
{
    internal override string Title => "an object moves to another schema, where the running application does not look for it";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool BreaksApplication => true;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-set-schema", "migrationpilot:MP098"];

    internal override IReadOnlyList<string> Kinds => ["AlterObjectSchemaStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => script.Of("AlterObjectSchemaStmt")
        .Where(s => !s.Body.Is("objectType"u8, "OBJECT_EXTENSION"u8) && !IsNewOrKept(script, s.Body))
        .Select(s => Moved(script, s));

    private static bool IsNewOrKept(ScriptState script, Node move)
    {
        if (move.Relation("relation"u8) is not { } old)
            return false;

        var now = new RelationName(move.Word("newschema"u8), old.Name);
        return script.Schema.Find(now)?.CreatedBy == script.Path
            || script.Of("ViewStmt").Any(s => s.Body.Relation("view"u8)?.Name == old.Name);
    }

    private static Found Moved(ScriptState script, ParsedStatement statement)
    {
        var (relation, schema) = (statement.Body.Relation("relation"u8), statement.Body.Word("newschema"u8) ?? "");
        var name = relation?.ToString() ?? string.Join('.', statement.Body.Child("object"u8)?.NameParts() ?? []);
        return new Found(
            $"{Summary.ObjectWords(statement.Body.Word("objectType"u8)).ToLowerInvariant()} {name} is found under {schema} alone from now on",
            relation is null ? "Make a copy in the other schema, and drop the old one when nothing calls it." : "Leave a view under the old name until the application uses the new one.")
        {
            At = statement,
            Relation = relation,
            Safe = statement.Body.Is("objectType"u8, "OBJECT_TABLE"u8) && relation is { } table ? Safe(script.Schema.WhereNew(table), schema) : null,
        };
    }

    private static string Safe(RelationName table, string schema) =>
        $"""
        BEGIN;
        ALTER TABLE {Identifier.Quote(table)} SET SCHEMA {Identifier.Quote(schema)};
        CREATE VIEW {Identifier.Quote(table)} AS TABLE {Identifier.Quote(table with { Schema = schema })};
        COMMIT;
        """;
}
