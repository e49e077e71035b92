using Whimbrel.Sql;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>Where the lock model and the copy do not agree on what a script locks of what others use.</summary>
internal static class LockDifference
{
    /// <summary>Weaker ones make nobody wait who only reads and writes rows.</summary>
    private const LockMode WorthNaming = LockMode.ShareUpdateExclusive;

    internal static IEnumerable<string> Of(Run run, IReadOnlyList<RehearsedMigration> rehearsed)
    {
        foreach (var script in run.Migrations.SelectMany(m => new[] { m.Script, m.Data }.OfType<Script>()).Where(s => run.Review.StatementLocks.ContainsKey(s.Path)))
        {
            var file = Path.GetFileName(script.Path);
            var statements = rehearsed.SelectMany(m => m.Statements).Where(s => s.File == file).ToList();
            if (statements.Exists(s => !s.IsObserved) || script.Statements.Any(s => s.RunsOutsideTransaction || s.IsBatched))
            {
                // What locks were held is seen at the end of a transaction only.
                continue;
            }

            var foreseen = Strongest(run.Review.StatementLocks[script.Path].SelectMany(l => l).Select(l => (l.Relation, l.Mode)));
            var seen = Strongest(statements.SelectMany(s => s.Locks).Where(l => l.Kind is not ("index" or "sequence")).Select(l => (ObservedLocks.NameOf(l), ObservedLocks.ModeOf(l))));
            foreach (var name in seen.Keys.OrderBy(n => n.ToString(), StringComparer.Ordinal))
            {
                var (model, copy) = (foreseen.GetValueOrDefault(name), seen[name]);
                if (model != copy && (copy >= WorthNaming || model >= WorthNaming))
                {
                    yield return $"{file} takes {Say(copy)} on {name}, and {Say(model)} was foreseen: what was seen on the copy counts";
                }
            }
        }
    }

    private static string Say(LockMode mode) => mode == LockMode.None ? "no lock" : mode.Name();

    private static Dictionary<RelationName, LockMode> Strongest(IEnumerable<(RelationName Name, LockMode Mode)> locks) =>
        locks.GroupBy(l => l.Name).ToDictionary(l => l.Key, l => l.Max(x => x.Mode));
}
