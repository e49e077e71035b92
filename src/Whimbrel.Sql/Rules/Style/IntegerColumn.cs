using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>A column of type integer.</summary>
internal sealed class IntegerColumn : ColumnTypeRule
{
    internal override string Title => "a column ends at two thousand million";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:prefer-bigint-over-int", "squawk:prefer-big-int", "pgfence:prefer-bigint-over-int", "migrationpilot:MP038"];

    protected override string? Wrong(Node column, string type) =>
        Family(type) == "integer" ? $"is {type}: it ends at 2147483647, and a wider type later writes the whole table anew" : null;

    protected override string Hint => "Use bigint where the value counts something.";
}
