namespace Whimbrel.Sql.Facts;

/// <summary>Which statements PostgreSQL refuses inside a transaction block.</summary>
internal static class OutsideTransaction
{
    internal static bool Needs(string kind, Node statement) => kind switch
    {
        "IndexStmt" => statement.Flag("concurrent"u8),
        "DropStmt" => statement.Flag("concurrent"u8),
        "ReindexStmt" => Reindex(statement),
        "VacuumStmt" => statement.Flag("is_vacuumcmd"u8),
        "CreatedbStmt" or "DropdbStmt" or "CreateTableSpaceStmt" or "DropTableSpaceStmt" or "AlterSystemStmt" => true,
        "AlterDatabaseStmt" => statement.HasOption("options"u8, "tablespace"u8),
        "AlterTableStmt" => DetachesConcurrently(statement),
        "ClusterStmt" => statement.Child("relation"u8) is null,
        "CreateSubscriptionStmt" => !statement.IsOff("options"u8, "create_slot"u8) && !statement.IsOff("options"u8, "connect"u8),
        "AlterSubscriptionStmt" => RefreshesSubscription(statement),
        "DropSubscriptionStmt" => true,
        "DiscardStmt" => statement.Is("target"u8, "DISCARD_ALL"u8),
        "TransactionStmt" => statement.Word("kind"u8) is "TRANS_STMT_COMMIT_PREPARED" or "TRANS_STMT_ROLLBACK_PREPARED",
        _ => false,
    };

    private static bool Reindex(Node statement) =>
        statement.Word("kind"u8) is "REINDEX_OBJECT_DATABASE" or "REINDEX_OBJECT_SYSTEM" or "REINDEX_OBJECT_SCHEMA"
        || statement.IsOn("params"u8, "concurrently"u8);

    private static bool DetachesConcurrently(Node statement)
    {
        foreach (var item in statement.Items("cmds"u8))
        {
            var command = item.Unwrap().Body;
            if (command.Is("subtype"u8, "AT_DetachPartition"u8) && command.Child("def"u8)?.Unwrap().Body.Flag("concurrent"u8) == true)
                return true;
        }

        return false;
    }

    /// <summary>Changing the publications refreshes too, unless told not to.</summary>
    private static bool RefreshesSubscription(Node statement) => statement.Word("kind"u8) switch
    {
        "ALTER_SUBSCRIPTION_REFRESH" => true,
        "ALTER_SUBSCRIPTION_SET_PUBLICATION" or "ALTER_SUBSCRIPTION_ADD_PUBLICATION" or "ALTER_SUBSCRIPTION_DROP_PUBLICATION" =>
            !statement.IsOff("options"u8, "refresh"u8),
        _ => false,
    };
}
