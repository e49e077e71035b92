using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Types;

/// <summary>CREATE TYPE … AS ENUM.</summary>
internal sealed class CreateEnum : Rule
{
    internal override string Title => "an enum is made, of which no value can be removed again";

    internal override Severity Severity => Severity.Info;

    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Aliases => ["eugene:W13"];

    internal override IReadOnlyList<string> Kinds => ["CreateEnumStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
    [
        new Found(
            $"values of {context.Body.DottedName("typeName"u8)} can be added and renamed, but never removed",
            "Where the values are data, keep them in a table that others refer to."),
    ];
}
