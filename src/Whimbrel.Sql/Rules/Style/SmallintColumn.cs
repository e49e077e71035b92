using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>A column of type smallint.</summary>
internal sealed class SmallintColumn : ColumnTypeRule
{
    internal override string Title => "a column ends at 32767";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["squawk:prefer-bigint-over-smallint", "squawk:prefer-big-int"];

    protected override string? Wrong(Node column, string type) =>
        Family(type) == "smallint" ? $"is {type}: it ends at 32767, and a wider type later writes the whole table anew" : null;

    protected override string Hint => "Use bigint where the value counts something.";
}
