namespace Whimbrel.Sql.Rules.Objects;

/// <summary>DROP FUNCTION, PROCEDURE or AGGREGATE, unless the script makes it anew.</summary>
internal sealed class DropFunction : LookBackRule
{
    internal override string Title => "a function is dropped that queries may still call";

    internal override Severity Severity => Severity.Warning;

    internal override bool BreaksApplication => true;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-drop-function", "migrationpilot:MP052"];

    internal override IReadOnlyList<string> Kinds => ["DropStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => DroppedObjects.Of(script, "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE").Select(d => new Found(
        $"every query that calls {d.Object.Name}() fails; so does every function that calls it, which PostgreSQL does not check before",
        "Drop it once no version of the application, no function and no trigger calls it.")
    { At = d.Statement });
}
