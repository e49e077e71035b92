using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>Tells a script that only makes tables and what belongs to them, or changes rows.</summary>
internal static class PlainScript
{
    private static readonly HashSet<string> _kinds = new(StringComparer.Ordinal)
    {
        "AlterEnumStmt", "AlterTableStmt", "CommentStmt", "CompositeTypeStmt", "CopyStmt", "CreateEnumStmt", "CreateFunctionStmt", "CreateSeqStmt", "CreateStmt",
        "CreateTrigStmt", "DeleteStmt", "GrantStmt", "IndexStmt", "InsertStmt", "TransactionStmt", "UpdateStmt", "ViewStmt",
    };

    /// <summary>Nothing that a new session would have from ALTER DATABASE or ALTER ROLE, and nothing dropped or renamed that was there before.</summary>
    internal static bool Is(Script script) => script.Statements.All(s => _kinds.Contains(s.Kind) && s is { RunsOutsideTransaction: false, IsBatched: false, SetsRole: false } && s.StoresInto is null);
}
