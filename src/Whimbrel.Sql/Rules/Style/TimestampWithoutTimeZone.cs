using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>A column of type timestamp.</summary>
internal sealed class TimestampWithoutTimeZone : ColumnTypeRule
{
    internal override string Title => "a column forgets in which time zone its times are";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:prefer-timestamp-tz", "squawk:prefer-timestamptz", "pgfence:prefer-timestamptz", "migrationpilot:MP040"];

    protected override string? Wrong(Node column, string type) =>
        type.StartsWith("timestamp", StringComparison.Ordinal) && !type.Contains("with time zone", StringComparison.Ordinal)
            ? "is a timestamp without time zone: what is written as +02 and as -06 is read as the same" : null;

    protected override string Hint => "Use timestamptz, which keeps the moment; it takes the same room.";
}
