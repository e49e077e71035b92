using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>DROP VIEW or MATERIALIZED VIEW, unless the script makes it anew.</summary>
internal sealed class DropView : LookBackRule
{
    internal override string Title => "a view is dropped that queries may still read";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool BreaksApplication => true;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-drop-view", "migrationpilot:MP052"];

    internal override IReadOnlyList<string> Kinds => ["DropStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => DroppedObjects.Of(script, "OBJECT_VIEW", "OBJECT_MATVIEW").Select(d => new Found(
        $"every query that reads {d.Object.Name} fails",
        "Deploy the application without it first, and drop it in a later migration.")
    { At = d.Statement, Relation = d.Object.Name });
}
