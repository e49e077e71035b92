namespace Whimbrel.Sql;

/// <summary>A comment that tells Whimbrel something: <c>-- whimbrel:NAME argument "reason"</c>.</summary>
public sealed record Directive(string Name, string Argument, string? Reason, int Line)
{
    /// <summary>The file in which it stands: the script, or one that it includes.</summary>
    public string Path { get; init; } = "";

    /// <summary>The first line of the statement right below it; null when an empty line lies between, and it counts for the whole script.</summary>
    public int? AppliesToLine { get; init; }

    /// <summary>Whether it is a directive of this name that stands right above this statement.</summary>
    public bool IsAbout(string name, Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return Name == name && AppliesToLine == statement.Line && Path == statement.Path;
    }
}
