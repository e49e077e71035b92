using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Security;

/// <summary>DROP POLICY, unless the script makes it anew.</summary>
internal sealed class DropPolicy : LookBackRule
{
    internal override string Title => "a policy is dropped";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-drop-policy", "migrationpilot:MP057"];

    internal override IReadOnlyList<string> Kinds => ["DropStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => DroppedObjects.Of(script, "OBJECT_POLICY").Select(d => new Found(
        $"without {d.Object.Name.Name}, rows of {d.Object.On} vanish for those whom it let in; if it was RESTRICTIVE, they appear to those whom it kept out",
        "Create its successor in the same transaction first.")
    { At = d.Statement });
}
