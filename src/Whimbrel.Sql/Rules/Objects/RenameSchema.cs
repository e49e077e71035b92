namespace Whimbrel.Sql.Rules.Objects;

/// <summary>ALTER SCHEMA … RENAME.</summary>
internal sealed class RenameSchema : Rule
{
    internal override string Title => "a schema gets another name";

    internal override Severity Severity => Severity.Error;

    internal override bool BreaksApplication => true;

    internal override IReadOnlyList<string> Aliases => ["strong_migrations:rename_schema", "pgfence:rename-schema"];

    internal override IReadOnlyList<string> Kinds => ["RenameStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.Body.Is("renameType"u8, "OBJECT_SCHEMA"u8)
            ?
            [
                new Found(
                    $"every query, function and search_path of the running application that names {context.Body.Word("subname"u8)} fails from the commit on",
                    "Make the new schema, move the tables one by one, and leave a view under each old name until nothing uses it.")
                { Safe = $"CREATE SCHEMA {Identifier.Quote(context.Body.Word("newname"u8) ?? "")};" },
            ]
            : [];
}
