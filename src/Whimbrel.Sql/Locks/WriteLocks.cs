using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>INSERT, UPDATE, DELETE and MERGE: the table that is written, and those that its foreign keys make it look at.</summary>
internal static class WriteLocks
{
    internal static void Take(LockSet locks, string kind, Node body)
    {
        if (locks.Named(body.Relation("relation"u8)) is not { } table)
            return;

        RowLocks.TakeTable(locks, table, LockMode.RowExclusive);
        if (table.Triggers.Count > 0)
            locks.MayTakeMore($"what the triggers of {table.Name} do");
        switch (kind)
        {
            case "InsertStmt":
                TakeForInsert(locks, table, Columns(body, "cols"u8));
                break;
            case "UpdateStmt":
                TakeForUpdate(locks, table, Columns(body, "targetList"u8));
                break;
            case "DeleteStmt" when locks.Schema.ReferencesTo(table.Name).Any():
                locks.MayTakeMore($"the tables with foreign keys to {table.Name}, when rows go");
                break;
            case "MergeStmt" when table.ForeignKeys().Any() || locks.Schema.ReferencesTo(table.Name).Any():
                locks.MayTakeMore($"the other ends of the foreign keys of {table.Name}");
                break;
        }
    }

    private static void TakeForInsert(LockSet locks, Relation table, List<string> columns)
    {
        foreach (var foreign in table.ForeignKeys().Where(f => columns.Count == 0 || f.Columns.All(c => columns.Contains(c, StringComparer.Ordinal))))
            TakeOtherEnd(locks, foreign);
        if (columns.Count > 0)
            locks.Take(locks.Schema.SequencesOf(table.Name).Where(s => !columns.Contains(s.OwnedByColumn, StringComparer.Ordinal)), LockMode.RowExclusive);
    }

    private static void TakeForUpdate(LockSet locks, Relation table, List<string> columns)
    {
        foreach (var foreign in table.ForeignKeys().Where(f => f.Columns.Any(c => columns.Contains(c, StringComparer.Ordinal))))
            TakeOtherEnd(locks, foreign);
        var isKey = locks.Schema.ReferencesTo(table.Name).Any(other => other.ForeignKeys().Any(f => f.References == table.Name && f.ReferencedColumns.Any(c => columns.Contains(c, StringComparer.Ordinal))));
        if (isKey)
            locks.MayTakeMore($"the tables with foreign keys to {table.Name}, when a key changes");
    }

    /// <summary>Each row is looked up there, and locked against DELETE.</summary>
    private static void TakeOtherEnd(LockSet locks, TableConstraint foreign)
    {
        if (foreign.References is not { } name || locks.Named(name) is not { } other)
            return;

        locks.Take(other, LockMode.RowShare, "other end of the foreign key");
        if (other.Kind == RelationKind.PartitionedTable)
            locks.MayTakeMore($"the partitions of {other.Name} in which the keys are");
    }

    private static List<string> Columns(Node body, ReadOnlySpan<byte> list) => [.. body.Items(list).Select(c => c.Unwrap().Body.Word("name"u8)).OfType<string>()];
}
