namespace Whimbrel.Sql;

/// <summary>A comment that tells Whimbrel something: <c>-- whimbrel:NAME argument "reason"</c>.</summary>
public sealed record Directive(string Name, string Argument, string? Reason, int Line);
