namespace Whimbrel.Sql.Facts;

/// <summary>The tables and materialized views that a statement creates.</summary>
internal static class CreatedTables
{
    internal static List<RelationName> Of(string kind, Node statement) => kind switch
    {
        "CreateStmt" => One(statement.Relation("relation"u8)),
        "CreateForeignTableStmt" => One(statement.Child("base"u8)?.Relation("relation"u8)),
        "CreateTableAsStmt" => One(statement.Child("into"u8)?.Relation("rel"u8)),
        "SelectStmt" => One(FirstSelect(statement).Child("intoClause"u8)?.Relation("rel"u8)),
        "CreateSchemaStmt" => InSchema(statement),
        _ => [],
    };

    /// <summary>SELECT … INTO … UNION SELECT …: INTO stands in the first part.</summary>
    private static Node FirstSelect(Node select)
    {
        while (select.Child("larg"u8) is { } first)
            select = first;
        return select;
    }

    private static List<RelationName> InSchema(Node statement)
    {
        var created = new List<RelationName>();
        foreach (var item in statement.Items("schemaElts"u8))
        {
            var (kind, body) = item.Unwrap();
            created.AddRange(Of(kind, body).Select(table => table with { Schema = table.Schema ?? statement.Word("schemaname"u8) }));
        }

        return created;
    }

    private static List<RelationName> One(RelationName? name) => name is { } table ? [table] : [];
}
