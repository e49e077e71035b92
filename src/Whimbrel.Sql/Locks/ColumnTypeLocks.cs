using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>ALTER COLUMN … TYPE: what uses the column is dropped and made again; the table is written anew when its values change.</summary>
internal static class ColumnTypeLocks
{
    internal static void Take(AlteredTable table, Node command)
    {
        var (locks, name) = (table.Locks, command.Word("name"u8) ?? "");
        var definition = command.Child("def"u8)?.Unwrap().Body ?? command;
        table.TakeBelow();
        if (table.Relation.Column(name) is not { } column)
            locks.MayTakeMore("the table is written anew, with its indexes, unless the new type can hold the old values as they are");

        foreach (var relation in table.Tree)
            TakeFor(locks, relation, name, ChangeOf(locks, relation, name, definition));
        TakeSequence(table, name);
    }

    /// <param name="IsRewrite">The values change.</param>
    /// <param name="IsCollated">They are ordered in another way.</param>
    private sealed record Change(bool IsRewrite, bool IsCollated, bool IsZoned);

    private static Change ChangeOf(LockSet locks, Relation relation, string name, Node definition)
    {
        var isCollated = definition.Child("collClause"u8) is not null;
        if (relation.Column(name) is not { Type.Length: > 0 } column || definition.Child("typeName"u8) is not { } type)
            return new Change(false, isCollated, false);

        var to = TypeNames.Of(type, locks.Schema);
        var isComputed = definition.Child("raw_default"u8) is { } expression && !IsTheColumn(expression, name);
        return new Change(isComputed || TypeRewrite.IsNeeded(column.Type, to, locks.Schema), isCollated || TypeRewrite.IsOrderedAnew(column.Type, to, locks.Schema), !isComputed && TypeRewrite.DependsOnTimeZone(column.Type, to));
    }

    private static void TakeFor(LockSet locks, Relation relation, string column, Change change)
    {
        var rebuilt = locks.IndexesOf(relation).Where(i => i.Uses(column)).ToList();
        locks.Take(rebuilt, LockMode.AccessExclusive);
        if (change.IsRewrite)
        {
            locks.Take(relation, LockMode.AccessExclusive, change.IsZoned ? "written anew unless the session's time zone is UTC" : null);
            locks.RewriteWithIndexes(relation, rebuilt.Contains);
        }

        // An index of plain columns in the same order keeps its file; one with an expression or a condition is never taken over.
        var isIndexRead = rebuilt.Exists(i => change.IsCollated || i.Index is { IsPartial: true } || i.Index!.Columns.Any(c => c is null));
        var isCheckRead = relation.Constraints.Any(c => c.Kind == ConstraintKind.Check && c.Columns.Contains(column, StringComparer.Ordinal));
        if (change.IsRewrite || isIndexRead || isCheckRead)
            locks.Scan(relation);
        TakeForeignKeys(locks, relation, column, change.IsRewrite);
    }

    private static void TakeForeignKeys(LockSet locks, Relation relation, string column, bool isRewrite)
    {
        foreach (var foreign in relation.ForeignKeys().Where(f => f.Columns.Contains(column, StringComparer.Ordinal)))
        {
            ForeignKeyLocks.TakeForLoss(locks, foreign, isDependent: true);
            locks.Take(locks.OtherEnd(foreign), LockMode.ShareRowExclusive, ForeignKeyLocks.OtherEnd);
        }

        foreach (var other in locks.Schema.ReferencesTo(relation.Name))
        {
            var foreign = other.ForeignKeys().Where(f => f.References == relation.Name && f.ReferencedColumns.Contains(column, StringComparer.Ordinal)).ToList();
            if (foreign.Count > 0)
                locks.Take(locks.Partitions(other), LockMode.AccessExclusive, ForeignKeyLocks.OtherEnd);
            if (isRewrite && foreign.Exists(f => f.IsValidated))
                locks.Partitions(other).ForEach(locks.Scan);
        }
    }

    private static void TakeSequence(AlteredTable table, string column)
    {
        if (table.Relation.Column(column) is { IsIdentity: true })
            table.Locks.Take(table.Locks.Schema.SequencesOf(table.Relation.Name).Where(s => s.OwnedByColumn == column), LockMode.ShareRowExclusive);
    }

    /// <summary>USING c, or USING c::type.</summary>
    private static bool IsTheColumn(Node expression, string column)
    {
        var (kind, body) = expression.Unwrap();
        while (kind == "TypeCast" && body.Child("arg"u8) is { } inner)
            (kind, body) = inner.Unwrap();
        return kind == "ColumnRef" && body.Items("fields"u8).Last().NameParts() is [var name] && name == column;
    }
}
