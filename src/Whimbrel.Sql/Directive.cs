namespace Whimbrel.Sql;

/// <summary>A comment that tells Whimbrel something: <c>-- whimbrel:NAME argument "reason"</c>.</summary>
public sealed record Directive(string Name, string Argument, string? Reason, int Line)
{
    /// <summary>The first line of the statement right below it; null when an empty line lies between, and it counts for the whole script.</summary>
    public int? AppliesToLine { get; init; }
}
