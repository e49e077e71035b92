using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>One transaction that keeps several tables in use from being read.</summary>
internal sealed class WideLockWindow : Rule
{
    internal override string Title => "one transaction locks several tables against everybody";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["pgfence:wide-lock-window", "migrationpilot:MP008"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Script.IsInTransaction || context.Footprint.Locks.Count == 0)
            return [];

        var taken = Blocked(context.Footprint.Locks, context);
        var held = taken.Count == 0 ? [] : Blocked(context.Script.Held.Select(h => h.Lock), context);
        var more = taken.Find(relation => !held.Contains(relation));
        return held.Count != 1 || more == default
            ? []
            :
            [
                new Found(
                    $"{more} is locked while {held[0]} stays locked until the end: queries that use both, and every transaction that comes in the other order, wait or end in a deadlock",
                    "One transaction a table, in the order in which the application uses them.") { Safe = "COMMIT;\nBEGIN;" },
            ];
    }

    /// <summary>The first two: more are not asked for.</summary>
    private static List<RelationName> Blocked(IEnumerable<RelationLock> locks, RuleContext context)
    {
        var blocked = new List<RelationName>();
        foreach (var taken in locks.Where(l => l.Mode == LockMode.AccessExclusive && !blocked.Contains(l.Relation)))
        {
            if (!context.IsNew(taken.Relation) && context.Schema.Find(taken.Relation)?.Kind is null or RelationKind.Table or RelationKind.PartitionedTable)
                blocked.Add(taken.Relation);
            if (blocked.Count == 2)
                break;
        }

        return blocked;
    }
}
