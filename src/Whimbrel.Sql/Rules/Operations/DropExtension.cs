namespace Whimbrel.Sql.Rules.Operations;

/// <summary>DROP EXTENSION.</summary>
internal sealed class DropExtension : LookBackRule
{
    internal override string Title => "an extension is dropped with all that it brought";

    internal override Severity Severity => Severity.Error;

    internal override bool BreaksApplication => true;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-drop-extension"];

    internal override IReadOnlyList<string> Kinds => ["DropStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => DroppedObjects.Of(script, "OBJECT_EXTENSION").Select(d => new Found(
        $"the functions, types and operators of {d.Object.Name.Name} are gone for every query that uses them; with CASCADE, so are columns and indexes of its types",
        "Make sure that nothing depends on it: DROP EXTENSION … RESTRICT on a restored copy tells.")
    { At = d.Statement });
}
