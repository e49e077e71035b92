namespace Whimbrel.Sql.Rules;

/// <summary>The one rule that is about exceptions, not about SQL.</summary>
internal static class UnusedAllow
{
    internal const string Id = "unused-allow";
    internal const Severity Severity = Rules.Severity.Warning;

    internal static RuleFacts Facts { get; } = new(Id, "a whimbrel:allow that excepts nothing", Severity, null, ["squawk:unused-ignore"]);
}
