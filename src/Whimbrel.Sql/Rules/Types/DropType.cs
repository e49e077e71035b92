namespace Whimbrel.Sql.Rules.Types;

/// <summary>DROP TYPE or DROP DOMAIN, unless the script makes it anew.</summary>
internal sealed class DropType : LookBackRule
{
    internal override string Title => "a type is dropped that queries may still name";

    internal override Severity Severity => Severity.Warning;

    internal override bool BreaksApplication => true;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-drop-type", "squawk:ban-drop-domain", "migrationpilot:MP024"];

    internal override IReadOnlyList<string> Kinds => ["DropStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => DroppedObjects.Of(script, "OBJECT_TYPE", "OBJECT_DOMAIN").Select(d => new Found(
        $"every query and function that casts to {d.Object.Name} fails",
        "Drop it once no version of the application names it.")
    { At = d.Statement });
}
