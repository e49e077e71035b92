using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>CREATE TABLE: the new table is nobody's yet; its parents and the other ends of its foreign keys are somebody's.</summary>
internal static class CreateTableLocks
{
    internal static void Take(LockSet locks, ParsedStatement statement) => Take(locks, statement.Body);

    internal static void TakeForForeignTable(LockSet locks, ParsedStatement statement) => Take(locks, statement.Body.Child("base"u8) ?? statement.Body);

    private static void Take(LockSet locks, Node table)
    {
        if (table.Flag("if_not_exists"u8) && table.Relation("relation"u8) is { } name && locks.Schema.Find(name) is not null)
            return;

        foreach (var (kind, element) in table.Items("tableElts"u8).Select(e => e.Unwrap()))
        {
            if (kind == "TableLikeClause" && locks.Named(element.Relation("relation"u8)) is { } like)
                locks.Take(like, LockMode.AccessShare);
        }

        TakeParents(locks, table);
        foreach (var constraint in AddedConstraints.Of(table).Concat(table.Items("constraints"u8).Select(c => c.Unwrap().Body)))
        {
            if (locks.Named(constraint.Relation("pktable"u8)) is { } other)
            {
                locks.Take(locks.Partitions(other), LockMode.ShareRowExclusive, ForeignKeyLocks.OtherEnd);
                locks.ReachesBeyond(other);
            }
        }

        if (table.Child("ofTypename"u8)?.NameParts("names"u8).ToRelation() is { } type && locks.Named(type, RelationKind.CompositeType) is { } composite)
            locks.Take(composite, LockMode.AccessShare);
    }

    private static void TakeParents(LockSet locks, Node table)
    {
        var bound = table.Child("partbound"u8);
        foreach (var parent in table.Items("inhRelations"u8).Select(r => locks.Named(r.Unwrap().Body.AsRelation())).OfType<Relation>())
        {
            locks.Take(parent, bound is null ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive, "parent");
            if (bound is not { } partition)
                continue;

            PartitionLocks.TakeForNew(locks, parent, partition.Flag("is_default"u8));
            locks.ReachesBeyond(parent);
        }
    }
}
