using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>DROP TRIGGER on a table in use.</summary>
internal sealed class DropTrigger : LookBackRule
{
    internal override string Title => "a trigger is dropped";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-drop-trigger", "pgfence:drop-trigger"];

    internal override IReadOnlyList<string> Kinds => ["DropStmt"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => DroppedObjects.WithMakers(script, "OBJECT_TRIGGER")
        .Where(d => !IsNew(script, d.Object))
        .Select(d => d.IsMade ? Replaced(d.Statement, d.Object) : Gone(d.Statement, d.Object));

    private static Found Gone(ParsedStatement statement, DefinedObject trigger) => new(
        $"what {trigger.Name.Name} did for each write to {trigger.On} is no longer done",
        "Make sure that the application does it itself, or does without.")
    { At = statement, Relation = new RelationName(trigger.Name.Schema, trigger.On ?? "") };

    private static Found Replaced(ParsedStatement statement, DefinedObject trigger) => new(
        $"DROP TRIGGER stops reads of {trigger.On} too, only to make {trigger.Name.Name} anew",
        "CREATE OR REPLACE TRIGGER (PostgreSQL 14) locks against writes alone; to change what it does, CREATE OR REPLACE FUNCTION locks nothing.")
    {
        At = statement,
        Severity = Severity.Info,
        Relation = new RelationName(trigger.Name.Schema, trigger.On ?? ""),
    };

    private static bool IsNew(ScriptState script, DefinedObject trigger) =>
        script.Schema.Find(new RelationName(trigger.Name.Schema, trigger.On ?? ""))?.CreatedBy == script.Path;
}
