namespace Whimbrel.Sql.Rules.Operations;

/// <summary>CREATE or ALTER EVENT TRIGGER.</summary>
internal sealed class EventTrigger : Rule
{
    internal override string Title => "an event trigger runs at every change of the schema";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Kinds => ["CreateEventTrigStmt", "AlterEventTrigStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
    [
        new Found(
            $"an error in the function of {context.Body.Word("trigname"u8)} makes every later migration fail, and dropping it needs a superuser",
            "Keep it out of application migrations; let it catch its own errors."),
    ];
}
