using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>ALTER TABLE and its like: the table in the strongest mode of all subcommands, then what each reaches.</summary>
internal static class AlterTableLocks
{
    private static readonly Dictionary<string, Action<AlteredTable, Node>> _commands = new(StringComparer.Ordinal)
    {
        ["AT_AddColumn"] = AddColumnLocks.Take,
        ["AT_DropColumn"] = DropColumnLocks.Take,
        ["AT_AlterColumnType"] = ColumnTypeLocks.Take,
        ["AT_ColumnDefault"] = (table, _) => table.TakeBelow(),
        ["AT_SetNotNull"] = (table, command) => NotNullLocks.Take(table, [command.Word("name"u8) ?? ""]),
        ["AT_DropNotNull"] = NotNullLocks.TakeForDrop,
        ["AT_SetStatistics"] = (table, _) => table.TakeBelow(),
        ["AT_SetStorage"] = (table, _) => table.TakeBelow(),
        ["AT_DropExpression"] = (table, _) => table.TakeBelow(),
        ["AT_SetExpression"] = RewriteLocks.TakeForExpression,
        ["AT_AddIdentity"] = IdentityLocks.TakeForAdd,
        ["AT_SetIdentity"] = IdentityLocks.TakeForSet,
        ["AT_DropIdentity"] = IdentityLocks.TakeForDrop,
        ["AT_AddConstraint"] = AddConstraintLocks.Take,
        ["AT_ValidateConstraint"] = ConstraintLocks.TakeForValidate,
        ["AT_DropConstraint"] = ConstraintLocks.TakeForDrop,
        ["AT_AlterConstraint"] = ConstraintLocks.TakeForAlter,
        ["AT_SetLogged"] = RewriteLocks.TakeForPersistence,
        ["AT_SetUnLogged"] = RewriteLocks.TakeForPersistence,
        ["AT_SetAccessMethod"] = RewriteLocks.TakeForAccessMethod,
        ["AT_SetTableSpace"] = RewriteLocks.TakeForTablespace,
        ["AT_ChangeOwner"] = (table, _) => RewriteLocks.TakeForOwner(table),
        ["AT_ClusterOn"] = (table, command) => table.TakeSibling(command, table.Mode),
        ["AT_ReplicaIdentity"] = (table, command) => table.TakeSibling(command.Child("def"u8)?.Unwrap().Body ?? command, LockMode.Share),
        ["AT_AttachPartition"] = PartitionLocks.TakeForAttach,
        ["AT_DetachPartition"] = PartitionLocks.TakeForDetach,
        ["AT_DetachPartitionFinalize"] = PartitionLocks.TakeForDetach,
        ["AT_AddInherit"] = InheritanceLocks.TakeForAdd,
        ["AT_DropInherit"] = InheritanceLocks.TakeForDrop,
        ["AT_AddOf"] = InheritanceLocks.TakeForType,
    };

    internal static void Take(LockSet locks, ParsedStatement statement)
    {
        var named = statement.Body.Child("relation"u8);
        var type = statement.Body.Word("objtype"u8);
        if (named?.AsRelation() is not { } name || locks.Named(name, KindOf(type)) is not { } relation)
            return;

        var table = new AlteredTable(locks, relation, AlterTableModes.Of(statement), !named.Value.Flag("inh"u8), statement.Body);
        locks.Take(relation, table.Mode);
        foreach (var (subtype, command) in statement.Commands)
        {
            if (type == "OBJECT_TYPE")
                InheritanceLocks.TakeForAttribute(table, command);
            else if (_commands.TryGetValue(subtype, out var take))
                take(table, command);
            else if (subtype.Contains("Trig", StringComparison.Ordinal))
                TakeForTrigger(table, command);
        }
    }

    /// <summary>On the partitions there are triggers for each row alone.</summary>
    private static void TakeForTrigger(AlteredTable table, Node command)
    {
        var name = command.Word("name"u8);
        if (table.Relation.Kind == RelationKind.PartitionedTable && !table.IsOnly && (name is null ? table.Relation.RowTriggers.Count > 0 : table.Relation.RowTriggers.Contains(name, StringComparer.Ordinal)))
            table.TakeBelow();
    }

    private static RelationKind KindOf(string? type) => type switch
    {
        "OBJECT_VIEW" => RelationKind.View,
        "OBJECT_MATVIEW" => RelationKind.MaterializedView,
        "OBJECT_SEQUENCE" => RelationKind.Sequence,
        "OBJECT_INDEX" => RelationKind.Index,
        "OBJECT_FOREIGN_TABLE" => RelationKind.ForeignTable,
        "OBJECT_TYPE" => RelationKind.CompositeType,
        _ => RelationKind.Table,
    };
}
