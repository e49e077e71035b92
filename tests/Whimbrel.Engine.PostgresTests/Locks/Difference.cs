using Whimbrel.Sql;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>What the model says against what was seen; a model that says it does not know all may say less, never something else.</summary>
internal static class Difference
{
    internal static string? Between(Footprint said, Observed seen)
    {
        var isComplete = said.Unknown is null;
        List<string> parts =
        [
            .. said.Locks.Where(l => !IsSeen(l, seen)).Select(l => $"said {l.Relation.Name}: {l.Mode}, seen {seen.Locks.GetValueOrDefault(l.Relation)}"),
            .. seen.Locks.Where(l => isComplete && said.ModeOn(l.Key) == LockMode.None && !seen.Referred.Contains(l.Key)).Select(l => $"not said {l.Key.Name}: {l.Value}"),
            .. Sets("rewrites", said.Rewrites, seen.Rewrites, isComplete),
            .. seen.RunsOutsideTransaction ? [] : Sets("scans", Blocking(said.Scans, said.ModeOn), Blocking(seen.Scans, s => seen.Locks.GetValueOrDefault(s)), isComplete),
        ];
        if (said.RunsOutsideTransaction != seen.RunsOutsideTransaction)
        {
            parts.Add($"outside of a transaction: said {said.RunsOutsideTransaction}");
        }

        if (said.WaitsForOldSnapshots != seen.WaitsForOldSnapshots)
        {
            parts.Add($"waits for old snapshots: said {said.WaitsForOldSnapshots}");
        }

        return parts.Count == 0 ? null : string.Join("; ", parts.Order(StringComparer.Ordinal));
    }

    /// <summary>CONCURRENTLY forms take the strongest lock on an index for the moment in which it goes, too short to be seen each time.</summary>
    private static bool IsSeen(RelationLock said, Observed seen)
    {
        var mode = seen.Locks.GetValueOrDefault(said.Relation);
        return mode == said.Mode || (seen.RunsOutsideTransaction && said is { Mode: LockMode.AccessExclusive, Why: IndexLocks.AtTheEnd } && mode == LockMode.ShareUpdateExclusive);
    }

    /// <summary>What is read under a lock that stops nobody depends on the plan.</summary>
    private static IEnumerable<RelationName> Blocking(IEnumerable<RelationName> relations, Func<RelationName, LockMode> modeOf) => relations.Where(r => modeOf(r) > LockMode.RowExclusive);

    private static IEnumerable<string> Sets(string what, IEnumerable<RelationName> said, IEnumerable<RelationName> seen, bool isComplete) =>
        said.Except(seen).Select(r => $"said that it {what} {r.Name}").Concat(seen.Except(said).Where(_ => isComplete).Select(r => $"{what} {r.Name}"));
}
