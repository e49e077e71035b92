using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>DROP TRIGGER on a table in use.</summary>
internal sealed class DropTrigger : Rule
{
    internal override string Title => "a trigger is dropped";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["pgfence:drop-trigger"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script)
    {
        foreach (var statement in script.Earlier.Select(e => e.Statement))
        {
            foreach (var dropped in DefinedObject.DroppedBy(statement.Kind, statement.Body).Where(d => d.Type == "OBJECT_TRIGGER" && !IsNew(script, d)))
            {
                var isReplaced = script.Earlier.Any(e => DefinedObject.CreatedBy(e.Statement.Kind, e.Statement.Body)?.IsSame(dropped) == true);
                yield return isReplaced ? Replaced(statement, dropped) : Gone(statement, dropped);
            }
        }
    }

    private static Found Gone(ParsedStatement statement, DefinedObject trigger) => new(
        $"what {trigger.Name.Name} did for each write to {trigger.On} is no longer done",
        "Make sure that the application does it itself, or does without.") { At = statement, Relation = new RelationName(trigger.Name.Schema, trigger.On ?? "") };

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
