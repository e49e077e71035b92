using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>CREATE INDEX without a name.</summary>
internal sealed class UnnamedIndex : Rule
{
    internal override string Title => "an index gets its name from the server";

    internal override Severity Severity => Severity.Info;

    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP042"];

    internal override IReadOnlyList<string> Kinds => ["IndexStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.Body.Word("idxname"u8) is null
            ? [new Found($"an index of {context.Body.Relation("relation"u8)} has no name here: a script run twice makes a second one, and the rollback has to guess", "Name it.")]
            : [];
}
