using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>CREATE INDEX and REINDEX.</summary>
internal static class IndexLocks
{
    internal const string AtTheEnd = "for a moment at the end; before, ShareUpdateExclusiveLock";

    internal static void TakeForCreate(LockSet locks, ParsedStatement statement)
    {
        var named = statement.Body.Child("relation"u8);
        if (locks.Named(named?.AsRelation()) is not { } table)
            return;

        var isConcurrent = statement.Body.Flag("concurrent"u8);
        var mode = isConcurrent ? LockMode.ShareUpdateExclusive : LockMode.Share;
        var isThere = statement.Body.Flag("if_not_exists"u8) && statement.Body.Word("idxname"u8) is { } name && locks.Schema.Find(table.Name with { Name = name }) is not null;
        locks.Take(table, mode);
        if (isThere)
            return;

        locks.WaitsForOldSnapshots = isConcurrent;
        locks.ReachesBeyond(table);
        var isOnly = named?.Flag("inh"u8) != true;
        foreach (var relation in isOnly ? [table] : locks.Partitions(table))
        {
            locks.Take(relation, mode);
            if (relation != table && IndexLike(locks, relation, statement.Body) is { } index)
                locks.Take(index, mode, "becomes the partition's part of the new index");
            else
                locks.Scan(relation);
        }
    }

    internal static void TakeForReindex(LockSet locks, ParsedStatement statement)
    {
        var isConcurrent = statement.Body.IsOn("params"u8, "concurrently"u8);
        locks.WaitsForOldSnapshots = isConcurrent;
        if (locks.Named(statement.Body.Relation("relation"u8), statement.Body.Is("kind"u8, "REINDEX_OBJECT_INDEX"u8) ? RelationKind.Index : RelationKind.Table) is not { } named)
        {
            locks.MayTakeMore("every index of the schema or database, one after the other");
            return;
        }

        locks.RunsOutsideTransaction |= named.Kind is RelationKind.PartitionedTable or RelationKind.PartitionedIndex;
        var isIndex = named.Kind is RelationKind.Index or RelationKind.PartitionedIndex;
        locks.ReachesBeyond(named);
        var indexes = isIndex ? locks.Tree(named) : [.. locks.Partitions(named).SelectMany(locks.IndexesOf)];
        if (!isIndex)
            locks.Take(locks.Partitions(named).Where(t => t.Kind != RelationKind.PartitionedTable || locks.RunsOutsideTransaction), TableMode(isConcurrent));
        if (named is { Kind: RelationKind.PartitionedIndex, Index: { } facts } && locks.Named(facts.Table) is { } table)
        {
            locks.Take(named, isConcurrent ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive);
            locks.Take(table, TableMode(isConcurrent));
        }

        foreach (var index in indexes.Where(i => i.Kind == RelationKind.Index))
            TakeForRebuild(locks, index, isConcurrent);
    }

    private static void TakeForRebuild(LockSet locks, Relation index, bool isConcurrent)
    {
        locks.Take(index, LockMode.AccessExclusive, isConcurrent ? AtTheEnd : null);
        locks.Rewrite(index);
        if (index.Index is not { } facts || locks.Named(facts.Table) is not { } table)
            return;

        locks.Take(table, TableMode(isConcurrent));
        locks.Scan(table);
    }

    /// <summary>A partition's own index of the same columns, which need not be built again.</summary>
    private static Relation? IndexLike(LockSet locks, Relation partition, Node definition)
    {
        var columns = definition.Items("indexParams"u8).Select(p => p.Unwrap().Body.Word("name"u8)).ToList();
        return definition.Child("whereClause"u8) is not null || columns.Contains(null)
            ? null
            : locks.IndexesOf(partition).FirstOrDefault(i => i is { Parents.Count: 0, Index: { IsPartial: false, IsValid: true } facts }
                && facts.IsUnique == definition.Flag("unique"u8) && facts.Method == (definition.Word("accessMethod"u8) ?? "btree") && facts.Columns.SequenceEqual(columns, StringComparer.Ordinal));
    }

    private static LockMode TableMode(bool isConcurrent) => isConcurrent ? LockMode.ShareUpdateExclusive : LockMode.Share;
}
