using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>Objects beside tables: triggers, comments, rights, publications, statistics, sequences, functions.</summary>
internal static class ObjectLocks
{
    private static readonly Dictionary<string, string> _unknown = new(StringComparer.Ordinal)
    {
        ["AlterTableMoveAllStmt"] = "every relation in the tablespace",
        ["DropOwnedStmt"] = "all that belongs to the role, and what depends on it",
        ["ReassignOwnedStmt"] = "all that belongs to the role",
        ["CallStmt"] = "what the procedure does",
        ["AlterExtensionStmt"] = "what the extension's own script does",
        ["AlterExtensionContentsStmt"] = "the object that goes into the extension, or out of it",
    };

    internal static void TakeUnknown(LockSet locks, ParsedStatement statement) => locks.MayTakeMore(_unknown[statement.Kind]);

    internal static void TakeForTrigger(LockSet locks, ParsedStatement statement)
    {
        if (locks.Named(statement.Body.Relation("relation"u8)) is { } table)
        {
            locks.Take(statement.Body.Flag("row"u8) ? locks.Partitions(table) : [table], LockMode.ShareRowExclusive);
            locks.ReachesBeyond(table);
        }

        if (locks.Named(statement.Body.Relation("constrrel"u8)) is { } other)
            locks.Take(other, LockMode.AccessShare);
    }

    internal static void TakeForComment(LockSet locks, ParsedStatement statement)
    {
        var parts = statement.Body.Child("object"u8)?.NameParts() ?? [];
        var mode = statement.Body.Word("objtype"u8) switch
        {
            "OBJECT_TABLE" or "OBJECT_VIEW" or "OBJECT_MATVIEW" or "OBJECT_SEQUENCE" or "OBJECT_INDEX" or "OBJECT_FOREIGN_TABLE" or "OBJECT_COLUMN" => LockMode.ShareUpdateExclusive,
            "OBJECT_TABCONSTRAINT" or "OBJECT_TRIGGER" or "OBJECT_RULE" or "OBJECT_POLICY" => LockMode.AccessShare,
            _ => LockMode.None,
        };
        var isPart = mode == LockMode.AccessShare || statement.Body.Is("objtype"u8, "OBJECT_COLUMN"u8);
        if (mode != LockMode.None && locks.Named((isPart ? parts[..^1] : parts).ToRelation()) is { } relation)
            locks.Take(relation, mode);
    }

    /// <summary>Since 18: so that nobody drops the relation meanwhile. ALL IN SCHEMA takes none.</summary>
    internal static void TakeForGrant(LockSet locks, ParsedStatement statement)
    {
        if (locks.Major < 18 || !statement.Body.Is("targtype"u8, "ACL_TARGET_OBJECT"u8))
            return;

        foreach (var name in statement.Body.Items("objects"u8).Select(o => o.Unwrap().Body.AsRelation()))
        {
            if (locks.Named(name) is { } relation)
                locks.Take(relation, LockMode.AccessShare);
        }
    }

    internal static void TakeForPublication(LockSet locks, ParsedStatement statement)
    {
        foreach (var named in statement.Body.Items("pubobjects"u8).Select(o => o.Unwrap().Body.Child("pubtable"u8)?.Child("relation"u8)))
        {
            if (locks.Named(named?.AsRelation()) is { } table)
                locks.Take(table.Kind == RelationKind.PartitionedTable || named?.Flag("inh"u8) != true ? [table] : locks.Tree(table), LockMode.ShareUpdateExclusive);
        }

        if (statement.Body.Is("action"u8, "AP_SetObjects"u8))
            locks.MayTakeMore("the tables that leave the publication (ShareUpdateExclusiveLock)");
    }

    internal static void TakeForStatistics(LockSet locks, ParsedStatement statement)
    {
        foreach (var named in statement.Body.Items("relations"u8).Select(r => r.Unwrap().Body.AsRelation()))
        {
            if (locks.Named(named) is { } table)
                locks.Take(table, LockMode.ShareUpdateExclusive);
        }
    }

    internal static void TakeForSequence(LockSet locks, ParsedStatement statement)
    {
        if (locks.Named(statement.Body.Relation("sequence"u8), RelationKind.Sequence) is { } sequence && statement.Kind == "AlterSeqStmt")
            locks.Take(sequence, LockMode.ShareRowExclusive);
        foreach (var option in statement.Body.Items("options"u8).Select(o => o.Unwrap().Body).Where(o => o.Is("defname"u8, "owned_by"u8)))
        {
            if (option.Child("arg"u8)?.NameParts() is { Count: > 1 } parts && locks.Named(parts[..^1].ToRelation()) is { } owner)
                locks.Take(owner, LockMode.AccessShare);
        }
    }

    /// <summary>The server reads a body in SQL to check it; one in another language it leaves alone.</summary>
    internal static void TakeForFunction(LockSet locks, ParsedStatement statement)
    {
        var isSql = statement.Body.Items("options"u8).Select(o => o.Unwrap().Body).Any(o => o.Is("defname"u8, "language"u8) && o.Child("arg"u8)?.NameParts() is ["sql"]);
        if (isSql || statement.Body.Child("sql_body"u8) is not null)
            locks.MayTakeMore("the relations that the body names, as its statements would, until it has been checked");
    }
}
