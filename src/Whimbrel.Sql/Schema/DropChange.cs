using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>DROP of whatever the schema knows.</summary>
internal static class DropChange
{
    internal static void Apply(Change change, Node statement)
    {
        var type = statement.Word("removeType"u8);
        foreach (var parts in statement.Items("objects"u8).Select(o => o.NameParts()))
            Drop(change, type, parts);
    }

    private static void Drop(Change change, string? type, List<string> parts)
    {
        if (parts.ToRelation() is not { } name)
            return;

        switch (type)
        {
            case "OBJECT_TABLE" or "OBJECT_VIEW" or "OBJECT_MATVIEW" or "OBJECT_SEQUENCE" or "OBJECT_INDEX" or "OBJECT_FOREIGN_TABLE":
                RelationRemoval.Remove(change, name);
                break;
            case "OBJECT_TYPE" or "OBJECT_DOMAIN":
                TypeChange.Drop(change, name);
                break;
            case "OBJECT_SCHEMA":
                NamespaceChange.Drop(change, name.Name);
                break;
            case "OBJECT_TRIGGER" when parts[..^1].ToRelation() is { } table:
                TriggerChange.Drop(change, table, name.Name);
                break;
        }
    }
}
