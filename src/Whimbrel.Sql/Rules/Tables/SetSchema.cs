using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>ALTER … SET SCHEMA.</summary>
internal sealed class SetSchema : Rule
{
    internal override string Title => "an object moves to another schema, where the running application does not look for it";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool BreaksApplication => true;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP098"];

    internal override IReadOnlyList<string> Kinds => ["AlterObjectSchemaStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var relation = context.Body.Relation("relation"u8);
        if (context.IsNew(relation) || context.Body.Is("objectType"u8, "OBJECT_EXTENSION"u8))
            return [];

        var name = relation?.ToString() ?? string.Join('.', context.Body.Child("object"u8)?.NameParts() ?? []);
        var schema = context.Body.Word("newschema"u8) ?? "";
        return
        [
            new Found(
                $"{Summary.ObjectWords(context.Body.Word("objectType"u8)).ToLowerInvariant()} {name} is found under {schema} alone from now on",
                relation is null ? "Make a copy in the other schema, and drop the old one when nothing calls it." : "Leave a view under the old name until the application uses the new one.")
            {
                Relation = relation is { } moved ? context.Schema.Resolve(moved) : null,
                Safe = context.Body.Is("objectType"u8, "OBJECT_TABLE"u8) && relation is { } table ? Safe(context.Schema.Resolve(table), schema) : null,
            },
        ];
    }

    private static string Safe(RelationName table, string schema) =>
        $"""
        BEGIN;
        ALTER TABLE {Identifier.Quote(table)} SET SCHEMA {Identifier.Quote(schema)};
        CREATE VIEW {Identifier.Quote(table)} AS TABLE {Identifier.Quote(table with { Schema = schema })};
        COMMIT;
        """;
}
