using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>ALTER … SET SCHEMA.</summary>
internal static class MoveChange
{
    internal static void Apply(Change change, Node statement)
    {
        var schema = statement.Word("newschema"u8) ?? "";
        if (statement.Relation("relation"u8) is { } name)
        {
            if (!(statement.Flag("missing_ok"u8) && change.Schema.Find(name) is null))
                RelationMove.MoveToSchema(change, change.Known(name), schema);
        }
        else if (statement.Word("objectType"u8) is "OBJECT_TYPE" or "OBJECT_DOMAIN" && statement.Child("object"u8)?.NameParts().ToRelation() is { } type)
        {
            TypeChange.Move(change, type, schema);
        }
    }
}
