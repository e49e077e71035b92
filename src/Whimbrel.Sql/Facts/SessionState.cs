namespace Whimbrel.Sql.Facts;

/// <summary>What a statement changes for the statements after it.</summary>
internal static class SessionState
{
    /// <summary>Rather too often than not: a missed change would leave the lock steward without its timeout.</summary>
    internal static bool SetsLockTimeout(string kind, Node statement, string text) => kind switch
    {
        "VariableSetStmt" => statement.Is("kind"u8, "VAR_RESET_ALL"u8) || SetsVariable(statement, "lock_timeout"),
        "DiscardStmt" => statement.Is("target"u8, "DISCARD_ALL"u8),
        "DoStmt" or "SelectStmt" or "CallStmt" or "CreateTableAsStmt" => text.Contains("lock_timeout", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    internal static bool SetsRole(string kind, Node statement) => kind switch
    {
        "VariableSetStmt" => SetsVariable(statement, "role") || SetsVariable(statement, "session_authorization"),
        "DiscardStmt" => statement.Is("target"u8, "DISCARD_ALL"u8),
        _ => false,
    };

    internal static TransactionControl Control(Node statement) => statement.Word("kind"u8) switch
    {
        // … AND CHAIN ends one transaction and begins the next.
        _ when statement.Flag("chain"u8) => TransactionControl.Other,
        "TRANS_STMT_BEGIN" or "TRANS_STMT_START" => TransactionControl.Begin,
        "TRANS_STMT_COMMIT" => TransactionControl.Commit,
        "TRANS_STMT_ROLLBACK" => TransactionControl.Rollback,
        "TRANS_STMT_SAVEPOINT" => TransactionControl.Savepoint,
        "TRANS_STMT_RELEASE" => TransactionControl.Release,
        "TRANS_STMT_ROLLBACK_TO" => TransactionControl.RollbackTo,
        _ => TransactionControl.Other,
    };

    private static bool SetsVariable(Node statement, string name) =>
        string.Equals(statement.Word("name"u8), name, StringComparison.OrdinalIgnoreCase);
}
