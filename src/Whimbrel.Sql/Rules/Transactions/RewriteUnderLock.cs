using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>A table that is written anew while the transaction already locks another one.</summary>
internal sealed class RewriteUnderLock : Rule
{
    internal override string Title => "a table is written anew while another one is locked";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Aliases => ["eugene:E10"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Footprint.Rewrites.Count == 0)
            return [];

        var rewritten = context.Footprint.Rewrites.Where(relation => !context.IsNew(relation)).ToList();
        if (rewritten.Count == 0)
            return [];

        var held = context.Script.Held.Where(h => h.Lock.Mode.BlocksWrites() && !rewritten.Contains(h.Lock.Relation))
            .OrderByDescending(h => h.Lock.Mode).FirstOrDefault();
        if (held.Statement is null)
            return [];

        return
        [
            new Found(
                $"while {rewritten[0]} is written anew, {held.Lock.Relation} stays locked too, from line {held.Statement.Line} on ({held.Lock.Mode.Name()})",
                "Give the two migrations of their own.") { Relation = held.Lock.Relation, Severity = context.BySize(rewritten[0]) },
        ];
    }
}
