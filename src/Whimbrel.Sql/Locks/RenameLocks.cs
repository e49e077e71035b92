using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>RENAME, SET SCHEMA, OWNER TO, DEPENDS ON EXTENSION.</summary>
internal static class RenameLocks
{
    internal static void Take(LockSet locks, ParsedStatement statement)
    {
        var body = statement.Body;
        var type = body.Word("renameType"u8);
        if (type == "OBJECT_TYPE")
        {
            TakeComposite(locks, body.Child("object"u8));
            return;
        }

        if (locks.Named(body.Relation("relation"u8)) is not { } relation)
            return;

        var isOnly = body.Child("relation"u8)?.Flag("inh"u8) != true;
        locks.Take(relation, type == "OBJECT_INDEX" ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive);
        if (type == "OBJECT_COLUMN")
            locks.Take(locks.Tree(relation, isOnly), LockMode.AccessExclusive);
        else if (type == "OBJECT_TABCONSTRAINT")
            TakeForConstraint(locks, relation, body.Word("subname"u8), isOnly);
        else if (type == "OBJECT_TRIGGER" && locks.Major >= 15 && relation.RowTriggers.Contains(body.Word("subname"u8), StringComparer.Ordinal))
            locks.Take(locks.Partitions(relation), LockMode.AccessExclusive);
        else if (type == "OBJECT_ATTRIBUTE" && body.Is("behavior"u8, "DROP_CASCADE"u8))
            locks.MayTakeMore($"the tables OF the type {relation.Name}");
        if (type is "OBJECT_COLUMN" or "OBJECT_TABCONSTRAINT")
            locks.ReachesBeyond(relation);
    }

    /// <summary>The sequences of its columns move with a table.</summary>
    internal static void TakeForSchema(LockSet locks, ParsedStatement statement)
    {
        if (locks.Named(statement.Body.Relation("relation"u8)) is not { } relation)
            return;

        locks.Take(relation, LockMode.AccessExclusive);
        locks.Take(locks.Schema.SequencesOf(relation.Name), LockMode.AccessExclusive);
        locks.ReachesBeyond(relation);
    }

    internal static void TakeForOwner(LockSet locks, ParsedStatement statement)
    {
        if (statement.Body.Is("objectType"u8, "OBJECT_TYPE"u8))
            TakeComposite(locks, statement.Body.Child("object"u8));
    }

    internal static void TakeForDepends(LockSet locks, ParsedStatement statement)
    {
        if (locks.Named(statement.Body.Relation("relation"u8)) is { } relation)
            locks.Take(relation, LockMode.AccessExclusive);
    }

    private static void TakeForConstraint(LockSet locks, Relation table, string? name, bool isOnly)
    {
        var constraint = name is null ? null : table.Constraint(name);
        if (constraint is null or { Kind: ConstraintKind.Check or ConstraintKind.NotNull })
            locks.Take(locks.Tree(table, isOnly), LockMode.AccessExclusive);
        if (constraint?.Index is { } index && locks.Named(table.Name with { Name = index }, RelationKind.Index) is { } behind)
            locks.Take(behind, LockMode.ShareUpdateExclusive);
    }

    /// <summary>A composite type is a relation too.</summary>
    private static void TakeComposite(LockSet locks, Node? name)
    {
        if (name?.NameParts().ToRelation() is { } type && locks.Schema.Find(type) is { Kind: RelationKind.CompositeType } composite)
            locks.Take(composite, LockMode.AccessExclusive);
    }
}
