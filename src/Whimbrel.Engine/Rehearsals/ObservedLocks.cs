using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>What was seen on the copy, in place of what the lock model foresees.</summary>
internal static class ObservedLocks
{
    internal static LockMode ModeOf(ObservedLock seen) => Enum.Parse<LockMode>(seen.Mode.AsSpan(0, seen.Mode.Length - "Lock".Length));

    /// <summary>What the statements of a part took together; where some of them could not be looked at, with what the model says.</summary>
    internal static IReadOnlyList<RelationLock> FootprintOf(Run run, Script script, ScriptPart part)
    {
        var foreseen = run.Review.FootprintOf(script, part);
        var (file, lines) = (Path.GetFileName(script.Path), part.Statements.Select(s => s.Line).ToHashSet());
        var statements = run.Rehearsal?.Migrations.SelectMany(m => m.Statements).Where(s => s.File == file && lines.Contains(s.Line)).ToList() ?? [];
        if (statements.Count == 0)
        {
            return foreseen;
        }

        var seen = statements.SelectMany(s => s.Locks).Select(l => new RelationLock(NameOf(l), ModeOf(l)));
        return Strongest(statements.TrueForAll(s => s.IsObserved) ? seen : seen.Concat(foreseen));
    }

    internal static RelationName NameOf(ObservedLock seen) => QualifiedName.TryParse(seen.Relation, out var name) ? new RelationName(name.Schema, name.Name) : throw new InvalidOperationException($"not a relation's name: {seen.Relation}");

    private static List<RelationLock> Strongest(IEnumerable<RelationLock> locks) => [.. locks.GroupBy(l => l.Relation).Select(same => same.MaxBy(l => l.Mode)!)];
}
