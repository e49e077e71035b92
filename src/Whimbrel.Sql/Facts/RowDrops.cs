namespace Whimbrel.Sql.Facts;

/// <summary>The tables and columns whose rows a statement drops.</summary>
internal static class RowDrops
{
    internal static IReadOnlyList<DroppedRows> Of(string kind, Node statement) => kind switch
    {
        "DropStmt" when statement.Word("removeType"u8) is "OBJECT_TABLE" => [.. statement.Items("objects"u8).Select(o => o.NameParts().ToRelation()).OfType<RelationName>().Select(r => new DroppedRows(r, null))],
        "TruncateStmt" => [.. statement.Items("relations"u8).Select(r => r.Unwrap().Body.AsRelation()).OfType<RelationName>().Select(r => new DroppedRows(r, null))],
        "AlterTableStmt" when statement.Is("objtype"u8, "OBJECT_TABLE"u8) && statement.Relation("relation"u8) is { } table =>
            [.. statement.Items("cmds"u8).Select(c => c.Unwrap().Body).Where(c => c.Is("subtype"u8, "AT_DropColumn"u8)).Select(c => new DroppedRows(table, c.Word("name"u8)))],
        _ => [],
    };
}
