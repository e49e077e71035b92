using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>A column of type varchar(n).</summary>
internal sealed class VarcharColumn : ColumnTypeRule
{
    internal override string Title => "a column has a limit that is part of its type";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:prefer-text-field", "pgfence:prefer-text-field", "migrationpilot:MP037"];

    protected override string? Wrong(Node column, string type) =>
        Family(type) == "character varying" && type.Contains('(', StringComparison.Ordinal)
            ? $"is {type}: a shorter limit later writes the whole table anew" : null;

    protected override string Hint => "Use text with a CHECK, which can be changed as NOT VALID and validated.";
}
