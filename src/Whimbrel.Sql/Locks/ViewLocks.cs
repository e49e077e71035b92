using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>Views, rules and policies: expressions over other relations, which are looked at and not planned.</summary>
internal static class ViewLocks
{
    internal static void TakeForView(LockSet locks, ParsedStatement statement)
    {
        if (statement.Body.Child("query"u8)?.Unwrap() is var (kind, body))
            RowLocks.TakeFor(locks, kind, body, isPlanned: false);
        if (statement.Body.Flag("replace"u8) && statement.Body.Relation("view"u8) is { } name && locks.Named(name, RelationKind.View) is { } old)
            locks.Take(old, LockMode.AccessExclusive);
    }

    internal static void TakeForRule(LockSet locks, ParsedStatement statement)
    {
        if (locks.Named(statement.Body.Relation("relation"u8)) is { } table)
            locks.Take(table, LockMode.AccessExclusive);
        foreach (var (kind, body) in statement.Body.Items("actions"u8).Select(a => a.Unwrap()))
        {
            RowLocks.TakeFor(locks, kind, body, isPlanned: false);
            if (kind != "SelectStmt" && locks.Named(body.Relation("relation"u8)) is { } target)
                locks.Take(target, LockMode.RowExclusive);
        }
    }

    internal static void TakeForPolicy(LockSet locks, ParsedStatement statement)
    {
        foreach (var read in statement.Named.Relations)
        {
            if (locks.Named(read) is { } relation)
                locks.Take(relation, LockMode.AccessShare);
        }

        if (locks.Named(statement.Body.Relation("table"u8)) is { } table)
            locks.Take(table, LockMode.AccessExclusive);
    }
}
