using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>ALTER … RENAME.</summary>
internal static class RenameChange
{
    internal static void Apply(Change change, Node statement)
    {
        var (from, to) = (statement.Word("subname"u8) ?? "", statement.Word("newname"u8) ?? "");
        if (statement.Flag("missing_ok"u8) && statement.Relation("relation"u8) is { } optional && change.Schema.Find(optional) is null)
            return;

        switch (statement.Word("renameType"u8))
        {
            case "OBJECT_SCHEMA":
                NamespaceChange.Rename(change, from, to);
                break;
            case "OBJECT_TYPE" or "OBJECT_DOMAIN" when statement.Child("object"u8)?.NameParts().ToRelation() is { } type:
                TypeChange.Rename(change, type, to);
                break;
            case { } kind when statement.Child("relation"u8) is { } named && named.AsRelation() is { } relation:
                Rename(change, kind, change.Known(relation), (from, to), isOnly: !named.Flag("inh"u8));
                break;
        }
    }

    private static void Rename(Change change, string kind, Relation relation, (string From, string To) names, bool isOnly)
    {
        switch (kind)
        {
            case "OBJECT_COLUMN" or "OBJECT_ATTRIBUTE":
                foreach (var each in change.WithChildren(relation, isOnly).ToList())
                    ColumnRename.Apply(change, each, names.From, names.To);
                break;
            case "OBJECT_TABCONSTRAINT":
                RenameConstraint(change, relation, names, isOnly);
                break;
            case "OBJECT_TRIGGER":
                TriggerChange.Rename(change, relation, names.From, names.To);
                break;
            case "OBJECT_TABLE" or "OBJECT_VIEW" or "OBJECT_MATVIEW" or "OBJECT_SEQUENCE" or "OBJECT_INDEX" or "OBJECT_FOREIGN_TABLE":
                RelationMove.Move(change, relation, relation.Name with { Name = names.To });
                break;
        }
    }

    private static void RenameConstraint(Change change, Relation table, (string From, string To) names, bool isOnly)
    {
        var constraint = table.Constraint(names.From);
        if (constraint?.Index is { } index && change.Schema.Find(table.Name with { Name = index }) is { } behind)
        {
            RelationMove.Move(change, behind, behind.Name with { Name = names.To });
            return;
        }

        var isInherited = constraint is { Kind: ConstraintKind.Check, IsNoInherit: false };
        foreach (var each in change.WithChildren(table, isOnly || !isInherited).ToList())
            change.UpdateConstraint(each.Name, names.From, c => c with { Name = names.To });
    }
}
