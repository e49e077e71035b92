using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>A column of type char(n).</summary>
internal sealed class CharColumn : ColumnTypeRule
{
    internal override string Title => "a column is filled up with blanks";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-char-field", "pgfence:ban-char-field", "migrationpilot:MP041"];

    protected override string? Wrong(Node column, string type) =>
        Family(type) is "character" or "bpchar"
            ? $"is {type}: shorter values are filled up with blanks, and the blanks are forgotten when they are compared" : null;

    protected override string Hint => "Use text, with a CHECK where the length matters.";
}
