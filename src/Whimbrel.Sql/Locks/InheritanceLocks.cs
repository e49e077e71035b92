using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>INHERIT, NO INHERIT, OF, and the attributes of composite types.</summary>
internal static class InheritanceLocks
{
    internal static void TakeForAdd(AlteredTable table, Node command)
    {
        // The tables below are looked at, lest one becomes its own ancestor.
        table.Locks.Take(table.Locks.Below(table.Relation), LockMode.AccessShare);
        Take(table.Locks, command, LockMode.ShareUpdateExclusive);
    }

    internal static void TakeForDrop(AlteredTable table, Node command) => Take(table.Locks, command, LockMode.AccessShare);

    internal static void TakeForType(AlteredTable table, Node command)
    {
        if (command.Child("def"u8)?.NameParts().ToRelation() is { } type && table.Locks.Named(type, RelationKind.CompositeType) is { } composite)
            table.Locks.Take(composite, LockMode.AccessShare);
    }

    /// <summary>ALTER TYPE … CASCADE: the tables OF the type change with it, and only the catalogue knows which they are.</summary>
    internal static void TakeForAttribute(AlteredTable table, Node command)
    {
        if (command.Is("behavior"u8, "DROP_CASCADE"u8))
            table.Locks.MayTakeMore($"the tables OF the type {table.Relation.Name}, in the same mode");
    }

    private static void Take(LockSet locks, Node command, LockMode mode)
    {
        if (locks.Named(command.Child("def"u8)?.Unwrap().Body.AsRelation()) is { } parent)
            locks.Take(parent, mode, "parent");
    }
}
