using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>LOCK TABLE: with all below, and through views.</summary>
internal static class TableLockStatement
{
    internal static void Take(LockSet locks, ParsedStatement statement)
    {
        // The parser counts the modes as PostgreSQL does, and so does the enumeration.
        var mode = (LockMode)statement.Body.Number("mode"u8);
        foreach (var named in statement.Body.Items("relations"u8).Select(r => r.Unwrap().Body))
        {
            if (locks.Named(named.AsRelation()) is { } relation)
                Take(locks, relation, mode, !named.Flag("inh"u8));
        }
    }

    private static void Take(LockSet locks, Relation relation, LockMode mode, bool isOnly)
    {
        locks.Take(locks.Tree(relation, isOnly), mode);
        locks.ReachesBeyond(relation);
        if (relation.Kind != RelationKind.View)
            return;

        foreach (var read in relation.Reads.Select(r => locks.Named(r)).OfType<Relation>())
            Take(locks, read, mode, isOnly: false);
    }
}
