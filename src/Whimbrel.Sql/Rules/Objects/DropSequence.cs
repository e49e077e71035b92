using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>DROP SEQUENCE.</summary>
internal sealed class DropSequence : LookBackRule
{
    internal override string Title => "a sequence is dropped that defaults or the application may still use";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool BreaksApplication => true;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-drop-sequence"];

    internal override IReadOnlyList<string> Kinds => ["DropStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => DroppedObjects.Of(script, "OBJECT_SEQUENCE").Select(d => new Found(
        $"nextval('{d.Object.Name}') fails, and the number that it had reached is lost",
        "Drop it once no version of the application calls it.")
    { At = d.Statement });
}
