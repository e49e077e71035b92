using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>A table without its schema.</summary>
internal sealed class TableWithoutSchema : Rule
{
    internal override string Title => "a table is named without its schema";

    internal override Severity Severity => Severity.Info;

    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Aliases => ["squawk:require-table-schema"];

    internal override IReadOnlyList<string> Kinds => ["CreateStmt", "CreateTableAsStmt", "AlterTableStmt", "DropStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        Tables(context.Statement.Kind, context.Body).Where(table => table.Schema is null).Select(table => new Found(
        $"which {table.Name} is meant depends on the search_path of whoever runs this",
        "Write the schema too."));

    private static IEnumerable<RelationName> Tables(string kind, Node body)
    {
        var named = kind == "CreateTableAsStmt" ? body.Child("into"u8)?.Child("rel"u8) : body.Child("relation"u8);
        if (kind == "DropStmt")
            return body.Is("removeType"u8, "OBJECT_TABLE"u8) ? body.Items("objects"u8).Select(item =>
                item.NameParts().ToRelation()).OfType<RelationName>() : [];

        return named is { } relation && relation.AsRelation() is { } table && !relation.Is("relpersistence"u8, "t"u8) ? [table] : [];
    }
}
