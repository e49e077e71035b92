using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>From a statement to its locks, before it is run; every line is proved on real servers (docs/locks.md).</summary>
internal static class LockModel
{
    private static readonly Dictionary<string, Action<LockSet, ParsedStatement>> _families = new(StringComparer.Ordinal)
    {
        ["SelectStmt"] = RowLocks.Take,
        ["InsertStmt"] = RowLocks.Take,
        ["UpdateStmt"] = RowLocks.Take,
        ["DeleteStmt"] = RowLocks.Take,
        ["MergeStmt"] = RowLocks.Take,
        ["CopyStmt"] = RowLocks.TakeForCopy,
        ["ExplainStmt"] = RowLocks.TakeForQuery,
        ["PrepareStmt"] = RowLocks.TakeForQuery,
        ["DeclareCursorStmt"] = RowLocks.TakeForQuery,
        ["CreateTableAsStmt"] = RowLocks.TakeForTableAs,
        ["LockStmt"] = TableLockStatement.Take,
        ["TruncateStmt"] = TruncateLocks.Take,
        ["AlterTableStmt"] = AlterTableLocks.Take,
        ["AlterTableMoveAllStmt"] = ObjectLocks.TakeUnknown,
        ["CreateStmt"] = CreateTableLocks.Take,
        ["CreateForeignTableStmt"] = CreateTableLocks.TakeForForeignTable,
        ["IndexStmt"] = IndexLocks.TakeForCreate,
        ["ReindexStmt"] = IndexLocks.TakeForReindex,
        ["DropStmt"] = DropLocks.Take,
        ["DropOwnedStmt"] = ObjectLocks.TakeUnknown,
        ["ReassignOwnedStmt"] = ObjectLocks.TakeUnknown,
        ["RenameStmt"] = RenameLocks.Take,
        ["AlterObjectSchemaStmt"] = RenameLocks.TakeForSchema,
        ["AlterOwnerStmt"] = RenameLocks.TakeForOwner,
        ["AlterObjectDependsStmt"] = RenameLocks.TakeForDepends,
        ["VacuumStmt"] = MaintenanceLocks.TakeForVacuum,
        ["ClusterStmt"] = MaintenanceLocks.TakeForCluster,
        ["RefreshMatViewStmt"] = MaintenanceLocks.TakeForRefresh,
        ["ViewStmt"] = ViewLocks.TakeForView,
        ["RuleStmt"] = ViewLocks.TakeForRule,
        ["CreatePolicyStmt"] = ViewLocks.TakeForPolicy,
        ["AlterPolicyStmt"] = ViewLocks.TakeForPolicy,
        ["CreateTrigStmt"] = ObjectLocks.TakeForTrigger,
        ["CommentStmt"] = ObjectLocks.TakeForComment,
        ["SecLabelStmt"] = ObjectLocks.TakeForComment,
        ["GrantStmt"] = ObjectLocks.TakeForGrant,
        ["CreatePublicationStmt"] = ObjectLocks.TakeForPublication,
        ["AlterPublicationStmt"] = ObjectLocks.TakeForPublication,
        ["CreateStatsStmt"] = ObjectLocks.TakeForStatistics,
        ["CreateSeqStmt"] = ObjectLocks.TakeForSequence,
        ["AlterSeqStmt"] = ObjectLocks.TakeForSequence,
        ["AlterDomainStmt"] = DomainLocks.Take,
        ["CreateFunctionStmt"] = ObjectLocks.TakeForFunction,
        ["CallStmt"] = ObjectLocks.TakeUnknown,
        ["AlterExtensionStmt"] = ObjectLocks.TakeUnknown,
        ["AlterExtensionContentsStmt"] = ObjectLocks.TakeUnknown,
    };

    /// <param name="before">The schema as the statement finds it.</param>
    /// <param name="serverMajor">14 … 18.</param>
    internal static Footprint Of(ParsedStatement statement, DatabaseSchema before, int serverMajor)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(before);
        var runsOutside = statement.RunsOutsideTransaction;
        if (!_families.TryGetValue(statement.Kind, out var family))
            return runsOutside ? Footprint.Nothing with { RunsOutsideTransaction = true } : Footprint.Nothing;

        var locks = new LockSet(before, serverMajor) { RunsOutsideTransaction = runsOutside };
        family(locks, statement);
        return locks.ToFootprint();
    }
}
