using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Types;

/// <summary>ALTER TYPE … ADD VALUE without BEFORE or AFTER.</summary>
internal sealed class EnumValueWithoutPlace : Rule
{
    internal override string Title => "a value is added to an enum without saying where in its order";

    internal override Severity Severity => Severity.Info;

    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Aliases => ["squawk:require-enum-value-ordering", "pgfence:alter-enum-no-ordering"];

    internal override IReadOnlyList<string> Kinds => ["AlterEnumStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.Body.Word("oldVal"u8) is null && context.Body.Word("newValNeighbor"u8) is null
            ? [new Found(
                $"'{context.Body.Word("newVal"u8)}' sorts behind all other values of {context.Body.DottedName("typeName"u8)}",
                "Say BEFORE or AFTER which value it stands, if they are ever compared or sorted.")]
            : [];
}
