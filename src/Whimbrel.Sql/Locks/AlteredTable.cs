using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>The table of an ALTER TABLE, in the mode in which the whole statement takes it.</summary>
internal sealed record AlteredTable(LockSet Locks, Relation Relation, LockMode Mode, bool IsOnly, Node Statement)
{
    internal IReadOnlyList<Relation> Tree => Locks.Tree(Relation, IsOnly);

    /// <summary>The same mode on all below, unless the statement says ONLY.</summary>
    internal void TakeBelow()
    {
        Locks.Take(Tree, Mode);
        Locks.ReachesBeyond(Relation);
    }

    /// <summary>An index of the table, by its name in the command.</summary>
    internal void TakeSibling(Node command, LockMode mode)
    {
        if (command.Word("name"u8) is { } index && Locks.Named(Relation.Name with { Name = index }, RelationKind.Index) is { } found)
            Locks.Take(found, mode);
    }
}
