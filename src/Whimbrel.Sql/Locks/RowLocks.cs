using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>
/// Statements over rows: what they name, what the views among it read, the other ends of foreign keys. In the time that the tree takes to
/// walk: partitions and children are said to be there, and not listed.
/// </summary>
internal static class RowLocks
{
    private static readonly HashSet<string> _writing = new(["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"], StringComparer.Ordinal);

    internal static void Take(LockSet locks, ParsedStatement statement) => TakeFor(locks, statement.Kind, statement.Body, statement.Named, isPlanned: true);

    /// <summary>EXPLAIN, PREPARE, DECLARE: as if the query stood there alone.</summary>
    internal static void TakeForQuery(LockSet locks, ParsedStatement statement)
    {
        if (statement.Body.Child("query"u8)?.Unwrap() is var (kind, body))
            TakeFor(locks, kind, body, isPlanned: true);
    }

    internal static void TakeForTableAs(LockSet locks, ParsedStatement statement)
    {
        var into = statement.Body.Child("into"u8);
        var isThere = statement.Body.Flag("if_not_exists"u8) && into?.Relation("rel"u8) is { } name && locks.Schema.Find(name) is not null;

        // IF NOT EXISTS looks at the query of a table before it gives up, and not at that of a materialized view.
        if (isThere && statement.Body.Is("objtype"u8, "OBJECT_MATVIEW"u8))
            return;
        if (statement.Body.Child("query"u8)?.Unwrap() is var (kind, body))
            TakeFor(locks, kind, body, isPlanned: !isThere && into?.Flag("skipData"u8) != true);
    }

    internal static void TakeForCopy(LockSet locks, ParsedStatement statement)
    {
        if (statement.Body.Child("query"u8)?.Unwrap() is var (kind, body))
            TakeFor(locks, kind, body, isPlanned: true);
        else if (locks.Named(statement.Body.Relation("relation"u8)) is { } table)
            TakeTable(locks, table, statement.Body.Flag("is_from"u8) ? LockMode.RowExclusive : LockMode.AccessShare, isPlanned: false);
    }

    /// <param name="isPlanned">A query that is only looked at, as for a view, stops at the views that it reads.</param>
    internal static void TakeFor(LockSet locks, string kind, Node body, bool isPlanned) => TakeFor(locks, kind, body, NamedRelations.Of(kind, body), isPlanned);

    private static void TakeFor(LockSet locks, string kind, Node body, NamedRelations named, bool isPlanned)
    {
        var created = CreatedTables.Of(kind, body);
        var locked = kind == "SelectStmt" ? LockedRows.Of(body) : LockedRows.None;
        foreach (var name in named.Relations.Where(n => !created.Contains(n) && !locked.IsAlias(n)))
        {
            if (locks.Named(name) is { } relation)
                TakeTable(locks, relation, locked.Has(name) ? LockMode.RowShare : LockMode.AccessShare, isPlanned);
        }

        if (_writing.Contains(kind))
            WriteLocks.Take(locks, kind, body);
        foreach (var (inner, query) in named.CteQueries.Select(q => q.Unwrap()).Where(q => _writing.Contains(q.Kind)))
            WriteLocks.Take(locks, inner, query);
        SequenceCalls.Take(locks, kind, body);
    }

    /// <summary>A view stands for what it reads.</summary>
    internal static void TakeTable(LockSet locks, Relation relation, LockMode mode, bool isPlanned = true)
    {
        locks.Take(relation, mode);
        if (relation.Kind == RelationKind.View && isPlanned)
        {
            // Rows of a simple view are those of its table; of others they are only read.
            var inner = relation.Reads.Count == 1 ? mode : LockMode.AccessShare;
            foreach (var read in relation.Reads.Select(r => locks.Named(r)).OfType<Relation>())
                TakeTable(locks, read, inner);
        }
        else if (isPlanned && locks.Schema.ChildrenOf(relation.Name).Any())
        {
            locks.MayTakeMore($"the partitions or children of {relation.Name} that the plan does not leave out");
        }
    }
}
