using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>ALTER TABLE and its like for views, indexes, sequences and composite types: one change for each subcommand.</summary>
internal static class AlterTableChange
{
    internal static void Apply(Change change, Node statement)
    {
        if (statement.Child("relation"u8) is not { } named || named.AsRelation() is not { } name)
            return;
        if (change.Schema.IsComplete && statement.Flag("missing_ok"u8) && change.Schema.Find(name) is null)
            return;

        var table = change.Known(name, KindOf(statement.Word("objtype"u8))).Name;
        var isOnly = !named.Flag("inh"u8);

        // The server drops first, whatever the order in the statement.
        foreach (var command in statement.Items("cmds"u8).Select(c => c.Unwrap().Body).OrderBy(c => !IsDrop(c)))
            Apply(change, table, command, isOnly);
    }

    private static void Apply(Change change, RelationName table, Node command, bool isOnly)
    {
        var name = command.Word("name"u8) ?? "";
        var (_, definition) = command.Child("def"u8)?.Unwrap() ?? ("", command);
        var relations = change.WithChildren(change.Known(table), isOnly).Select(r => r.Name);
        switch (command.Word("subtype"u8))
        {
            case "AT_AddColumn":
                AlterColumnChange.Add(change, table, definition, command.Flag("missing_ok"u8), isOnly);
                break;
            case "AT_DropColumn":
                AlterColumnChange.Drop(change, change.Known(table), name, isOnly);
                break;
            case "AT_AddConstraint":
                ConstraintChange.Add(change, table, new PendingConstraint(definition, null));
                break;
            case "AT_DropConstraint":
                ConstraintRemoval.Drop(change, change.Known(table), name, isOnly);
                break;
            case "AT_ValidateConstraint":
                foreach (var relation in relations.ToList())
                    change.UpdateConstraint(relation, name, c => c with { IsValidated = true });
                break;
            case "AT_AttachPartition" or "AT_DetachPartition" or "AT_AddInherit" or "AT_DropInherit":
                ChangeParents(change, table, command.Word("subtype"u8)!, definition);
                break;
            case { } subtype:
                foreach (var relation in relations.ToList())
                    AlterColumnChange.Apply(change, relation, subtype, name, command);
                break;
        }
    }

    private static void ChangeParents(Change change, RelationName table, string subtype, Node definition)
    {
        var relation = change.Known(table);
        var other = definition.AsRelation() ?? definition.Relation("name"u8) ?? default;
        switch (subtype)
        {
            case "AT_AttachPartition" when relation.Index is not null:
                IndexAttachment.Attach(change, relation, change.Known(other, RelationKind.Index));
                break;
            case "AT_AttachPartition":
                PartitionChange.Attach(change, relation, definition);
                break;
            case "AT_DetachPartition":
                PartitionChange.Detach(change, relation, change.Known(other).Name);
                break;
            case "AT_AddInherit":
                InheritanceChange.Inherit(change, relation, change.Known(other));
                break;
            default:
                InheritanceChange.NoInherit(change, relation, change.Known(other));
                break;
        }
    }

    private static bool IsDrop(Node command) => command.Word("subtype"u8) is "AT_DropColumn" or "AT_DropConstraint";

    private static RelationKind KindOf(string? type) => type switch
    {
        "OBJECT_INDEX" => RelationKind.Index,
        "OBJECT_VIEW" => RelationKind.View,
        "OBJECT_MATVIEW" => RelationKind.MaterializedView,
        "OBJECT_SEQUENCE" => RelationKind.Sequence,
        "OBJECT_FOREIGN_TABLE" => RelationKind.ForeignTable,
        "OBJECT_TYPE" => RelationKind.CompositeType,
        _ => RelationKind.Table,
    };
}
