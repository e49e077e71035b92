namespace Whimbrel.Sql.Facts;

/// <summary>What a statement loses for good; what a definition can bring back (views, functions, triggers, indexes) is not lost.</summary>
internal static class Destruction
{
    internal static string? Of(string kind, Node statement, NamedRelations named)
    {
        var lost = Lost(kind, statement) is { } first ? new List<string> { first } : [];
        if (RunsItsCtes(kind, statement))
            lost.AddRange(named.CteQueries.Select(query => query.Unwrap()).Select(query => Lost(query.Kind, query.Body)).OfType<string>());
        return lost.Count == 0 ? null : string.Join(", ", lost.Distinct(StringComparer.Ordinal));
    }

    /// <summary>The body of a function, a rule or a view is not run by creating it.</summary>
    private static bool RunsItsCtes(string kind, Node statement) => kind switch
    {
        "SelectStmt" or "InsertStmt" or "UpdateStmt" or "DeleteStmt" or "MergeStmt" or "CreateTableAsStmt" or "CopyStmt" => true,
        "ExplainStmt" => statement.IsOn("options"u8, "analyze"u8),
        _ => false,
    };

    private static string? Lost(string kind, Node statement) => kind switch
    {
        "DropStmt" => Drop(statement),
        "DropdbStmt" => $"drops database {statement.Word("dbname"u8)}",
        "DropOwnedStmt" => $"drops all that {Roles(statement)} owns",
        "AlterTableStmt" => DropColumns(statement),
        "TruncateStmt" => $"truncates {string.Join(", ", Relations(statement))}",
        "DeleteStmt" when IsUnconditional(statement) => $"deletes every row of {statement.Relation("relation"u8)}",
        "UpdateStmt" when IsUnconditional(statement) => $"updates every row of {statement.Relation("relation"u8)}",
        "ExplainStmt" when statement.IsOn("options"u8, "analyze"u8) => Inner(statement),
        _ => null,
    };

    private static string? Inner(Node statement)
    {
        if (statement.Child("query"u8) is not { } query)
            return null;

        var (kind, body) = query.Unwrap();
        return Lost(kind, body);
    }

    private static string? Drop(Node statement)
    {
        var what = statement.Word("removeType"u8) switch
        {
            "OBJECT_TABLE" => "table",
            "OBJECT_FOREIGN_TABLE" => "foreign table",
            "OBJECT_MATVIEW" => "materialized view",
            "OBJECT_SEQUENCE" => "sequence",
            "OBJECT_SCHEMA" => "schema",
            "OBJECT_TYPE" => "type",
            "OBJECT_DOMAIN" => "domain",
            "OBJECT_EXTENSION" => "extension",
            _ => null,
        };
        var names = statement.Items("objects"u8).Select(o => string.Join('.', o.NameParts())).ToList();
        return what is null ? null : $"drops {Counted(what, names)}";
    }

    private static string? DropColumns(Node statement)
    {
        var relation = statement.Relation("relation"u8);
        var columns = statement.Items("cmds"u8).Select(c => c.Unwrap().Body)
            .Where(c => c.Is("subtype"u8, "AT_DropColumn"u8))
            .Select(c => $"{relation}.{c.Word("name"u8)}")
            .ToList();
        var what = statement.Is("objtype"u8, "OBJECT_TYPE"u8) ? "attribute" : "column";
        return columns.Count == 0 ? null : $"drops {Counted(what, columns)}";
    }

    private static string Counted(string what, List<string> names)
    {
        var isOne = names.Count == 1 || what.EndsWith('s');
        return $"{(isOne ? what : $"{what}s")} {string.Join(", ", names)}";
    }

    private static IEnumerable<string> Relations(Node statement) =>
        statement.Items("relations"u8).Select(r => r.Unwrap().Body.AsRelation()?.ToString() ?? "");

    private static string Roles(Node statement) =>
        string.Join(", ", statement.Items("roles"u8).Select(r => r.Unwrap().Body.Word("rolename"u8) ?? "the current role"));

    /// <summary>No WHERE, or WHERE true.</summary>
    private static bool IsUnconditional(Node statement) =>
        statement.Child("whereClause"u8) is not { } where
        || where.Child("A_Const"u8)?.Child("boolval"u8)?.Flag("boolval"u8) == true;
}
