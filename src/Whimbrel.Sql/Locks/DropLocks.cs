using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>DROP of whatever can be dropped by a list of names.</summary>
internal static class DropLocks
{
    internal static void Take(LockSet locks, ParsedStatement statement)
    {
        var type = statement.Body.Word("removeType"u8) ?? "";
        var isCascaded = statement.Body.Is("behavior"u8, "DROP_CASCADE"u8);
        foreach (var parts in statement.Body.Items("objects"u8).Select(o => o.NameParts()))
        {
            if (parts.ToRelation() is { } name)
                Take(locks, type, name, parts, (isCascaded, statement.Body.Flag("concurrent"u8)));
        }
    }

    private static void Take(LockSet locks, string type, RelationName name, List<string> parts, (bool Cascaded, bool Concurrent) how)
    {
        switch (type)
        {
            case "OBJECT_TABLE" or "OBJECT_FOREIGN_TABLE" or "OBJECT_VIEW" or "OBJECT_MATVIEW" or "OBJECT_SEQUENCE":
                if (locks.Named(name, KindOf(type)) is { } relation)
                    new DroppedRelations(locks, how.Cascaded).Drop(relation);
                break;
            case "OBJECT_INDEX":
                TakeForIndex(locks, name, how.Concurrent);
                break;
            case "OBJECT_TRIGGER" or "OBJECT_RULE" or "OBJECT_POLICY":
                TakeForPart(locks, type, parts);
                break;
            case "OBJECT_TYPE" or "OBJECT_DOMAIN":
                TakeForType(locks, name, how.Cascaded);
                break;
            case "OBJECT_SCHEMA" when how.Cascaded:
                TakeForSchema(locks, name.Name);
                break;
            case "OBJECT_STATISTIC_EXT":
                locks.MayTakeMore("the table that the statistics are of (ShareUpdateExclusiveLock)");
                break;
            case not ("OBJECT_SCHEMA" or "OBJECT_PUBLICATION" or "OBJECT_EVENT_TRIGGER") when how.Cascaded:
                locks.MayTakeMore($"all that depends on {name}");
                break;
        }
    }

    private static void TakeForIndex(LockSet locks, RelationName name, bool isConcurrent)
    {
        if (locks.Named(name, RelationKind.Index) is not { } index)
            return;

        var mode = isConcurrent ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive;
        foreach (var part in locks.Tree(index))
        {
            locks.Take(part, LockMode.AccessExclusive, isConcurrent ? IndexLocks.AtTheEnd : null);
            if (part.Index is { } facts && locks.Named(facts.Table) is { } table)
                locks.Take(part.Kind == RelationKind.PartitionedIndex ? locks.Partitions(table) : [table], mode, "the index's table");
        }

        if (index.IsPartlyKnown)
            locks.MayTakeMore($"the table of {index.Name}, in the same mode");
    }

    private static void TakeForPart(LockSet locks, string type, List<string> parts)
    {
        if (locks.Named(parts[..^1].ToRelation()) is not { } table)
            return;

        var isGone = type == "OBJECT_TRIGGER" && locks.Schema.IsComplete && !table.Triggers.Contains(parts[^1], StringComparer.Ordinal);
        if (isGone)
            return;

        var isOnPartitions = type == "OBJECT_TRIGGER" && table.RowTriggers.Contains(parts[^1], StringComparer.Ordinal);
        locks.Take(isOnPartitions ? locks.Partitions(table) : [table], LockMode.AccessExclusive);
    }

    private static void TakeForType(LockSet locks, RelationName name, bool isCascaded)
    {
        if (locks.Schema.Find(name) is { Kind: RelationKind.CompositeType } composite)
        {
            locks.Take(composite, LockMode.AccessExclusive);
            if (isCascaded)
                locks.MayTakeMore($"the tables OF the type {composite.Name}");
        }

        if (!isCascaded)
            return;

        locks.Take(TypeUsers.Of(locks.Schema, name), LockMode.AccessExclusive, "loses a column");
        if (!locks.Schema.IsComplete)
            locks.MayTakeMore($"the tables with columns of {name}");
    }

    private static void TakeForSchema(LockSet locks, string schema)
    {
        var dropped = new DroppedRelations(locks, isCascaded: true);
        foreach (var relation in locks.Schema.Relations.Where(r => r.Name.Schema == schema).ToList())
            dropped.Drop(relation);
        if (!locks.Schema.IsComplete)
            locks.MayTakeMore($"everything in the schema {schema}, and all that depends on it");
    }

    private static RelationKind KindOf(string type) => type switch
    {
        "OBJECT_VIEW" => RelationKind.View,
        "OBJECT_MATVIEW" => RelationKind.MaterializedView,
        "OBJECT_SEQUENCE" => RelationKind.Sequence,
        _ => RelationKind.Table,
    };
}
