namespace Whimbrel.Sql.Rules.Operations;

/// <summary>DROP PUBLICATION.</summary>
internal sealed class DropPublication : LookBackRule
{
    internal override string Title => "a publication is dropped under its subscribers";

    internal override Severity Severity => Severity.Warning;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Kinds => ["DropStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => DroppedObjects.Of(script, "OBJECT_PUBLICATION").Select(d => new Found(
        $"a subscriber of {d.Object.Name.Name} stops with an error, and its slot keeps the log of this server until the disk is full",
        "Drop the subscriptions first.")
    { At = d.Statement });
}
