using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Settings;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>How long a transaction made the application wait on the copy: from the first lock that writers wait for to its end.</summary>
/// <param name="Lock">The strongest of them.</param>
internal sealed record LockedTime(string File, int Line, double Ms, ObservedLock Lock)
{
    /// <summary>That of each transaction which takes such a lock.</summary>
    internal static IEnumerable<LockedTime> Of(Run run, RehearsalFacts facts)
    {
        foreach (var script in run.Migrations.SelectMany(m => new[] { m.Script, m.Data }.OfType<Sql.Script>()))
        {
            foreach (var part in ScriptPart.Of(script).Where(p => p.IsTransaction && p.Statements.Count > 0))
            {
                if (Of(Path.GetFileName(script.Path), part, facts) is { } time)
                {
                    yield return time;
                }
            }
        }
    }

    public override string ToString() => $"{File}:{Line}: {Duration.Say(TimeSpan.FromMilliseconds(Ms))} under {Lock.Mode} on {Lock.Relation}";

    private static LockedTime? Of(string file, ScriptPart part, RehearsalFacts facts)
    {
        var lines = part.Statements.Select(s => s.Line).ToHashSet();
        var under = facts.Migrations.SelectMany(m => m.Statements).Where(s => s.File == file && lines.Contains(s.Line)).SkipWhile(s => !s.Locks.Any(BlocksWriters)).ToList();
        return under.Count == 0
            ? null
            : new LockedTime(file, under[0].Line, under.Sum(s => s.WarmMs), under.SelectMany(s => s.Locks).Where(BlocksWriters).MaxBy(ObservedLocks.ModeOf)!);
    }

    private static bool BlocksWriters(ObservedLock seen) => seen.Kind != "sequence" && ObservedLocks.ModeOf(seen).BlocksWrites();
}
