using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>TRUNCATE: new empty files for tables and indexes; nothing is written anew.</summary>
internal static class TruncateLocks
{
    internal static void Take(LockSet locks, ParsedStatement statement)
    {
        var emptied = new List<Relation>();
        foreach (var named in statement.Body.Items("relations"u8).Select(r => r.Unwrap().Body))
        {
            if (locks.Named(named.AsRelation()) is not { } table)
                continue;
            emptied.AddRange(locks.Tree(table, !named.Flag("inh"u8)));
            locks.ReachesBeyond(table);
        }

        if (statement.Body.Is("behavior"u8, "DROP_CASCADE"u8))
            AddReferencing(locks, emptied);
        foreach (var table in emptied)
        {
            locks.Take(table, LockMode.AccessExclusive);
            locks.Take(locks.IndexesOf(table).Where(i => i.Kind == RelationKind.Index), LockMode.AccessExclusive);
            if (statement.Body.Flag("restart_seqs"u8))
                locks.Take(locks.Schema.SequencesOf(table.Name), LockMode.AccessExclusive);
        }
    }

    private static void AddReferencing(LockSet locks, List<Relation> emptied)
    {
        var seen = emptied.Select(t => t.Name).ToHashSet();
        for (var i = 0; i < emptied.Count; i++)
        {
            foreach (var other in locks.Schema.ReferencesTo(emptied[i].Name).SelectMany(locks.Tree).Where(o => seen.Add(o.Name)))
                emptied.Add(other);
        }
    }
}
