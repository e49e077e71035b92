namespace Whimbrel.Sql.Facts;

/// <summary>An object as DROP names it and CREATE makes it: its type in the parser's words, and its name without arguments.</summary>
internal sealed record DefinedObject(string Type, RelationName Name, string? On = null)
{
    /// <summary>What a statement defines or replaces; null when nothing that can be dropped by name.</summary>
    internal static DefinedObject? CreatedBy(string kind, Node statement) => kind switch
    {
        "ViewStmt" => Of("OBJECT_VIEW", statement.Relation("view"u8)),
        "CreateTableAsStmt" => Of(statement.Word("objtype"u8) ?? "", statement.Child("into"u8)?.Relation("rel"u8)),
        "CreateSeqStmt" => Of("OBJECT_SEQUENCE", statement.Relation("sequence"u8)),
        "CreateFunctionStmt" => Of(statement.Flag("is_procedure"u8) ? "OBJECT_PROCEDURE" : "OBJECT_FUNCTION", Listed(statement, "funcname")),
        "CreateEnumStmt" or "CreateRangeStmt" => Of("OBJECT_TYPE", Listed(statement, "typeName")),
        "CompositeTypeStmt" => Of("OBJECT_TYPE", statement.Relation("typevar"u8)),
        "CreateDomainStmt" => Of("OBJECT_DOMAIN", Listed(statement, "domainname")),
        "CreateTrigStmt" => OnTable("OBJECT_TRIGGER", statement.Word("trigname"u8), statement.Relation("relation"u8)),
        "CreatePolicyStmt" => OnTable("OBJECT_POLICY", statement.Word("policy_name"u8), statement.Relation("table"u8)),
        "RuleStmt" => OnTable("OBJECT_RULE", statement.Word("rulename"u8), statement.Relation("relation"u8)),
        _ => null,
    };

    internal static IEnumerable<DefinedObject> DroppedBy(string kind, Node statement)
    {
        var type = statement.Word("removeType"u8);
        if (kind != "DropStmt" || type is null)
            return [];

        var isOnTable = type is "OBJECT_TRIGGER" or "OBJECT_POLICY" or "OBJECT_RULE";
        return statement.Items("objects"u8).Select(item => item.NameParts()).Where(parts => parts.Count > (isOnTable ? 1 : 0))
            .Select(parts => isOnTable ? OnTable(type, parts[^1], parts[..^1].ToRelation())! : Of(type, parts.ToRelation())!);
    }

    /// <summary>A schema that only one of the two names does not tell them apart.</summary>
    internal bool IsSame(DefinedObject other) =>
        Type == other.Type && Name.Name == other.Name.Name && On == other.On
        && (Name.Schema is null || other.Name.Schema is null || Name.Schema == other.Name.Schema);

    private static DefinedObject? Of(string type, RelationName? name) => name is { } known ? new DefinedObject(type, known) : null;

    private static DefinedObject? OnTable(string type, string? name, RelationName? table) =>
        name is not null && table is { } on ? new DefinedObject(type, new RelationName(on.Schema, name), on.Name) : null;

    private static RelationName? Listed(Node statement, string list) =>
        statement.Children.Where(child => child.Name == list).SelectMany(child => child.Children).SelectMany(part => part.NameParts()).ToList().ToRelation();
}
