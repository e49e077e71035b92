using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>ADD CONSTRAINT without a name.</summary>
internal sealed class UnnamedConstraint : Rule
{
    internal override string Title => "a constraint gets its name from the server";

    internal override Severity Severity => Severity.Info;

    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Kinds => ["AT_AddConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context) => context.Commands("AT_AddConstraint")
        .Where(c => c.Child("def"u8)?.Child("Constraint"u8) is { } constraint && constraint.Child("conname"u8) is null && constraint.Child("indexname"u8) is null)
        .Select(_ => new Found($"a constraint of {context.Body.Relation("relation"u8)} has no name here: what validates or drops it later has to guess", "Write CONSTRAINT and a name."));
}
