namespace Whimbrel.Engine.Postgres;

/// <summary>The one place where a name becomes a part of an SQL text.</summary>
public static class Identifier
{
    /// <summary>A name in double quotes, quotes in it doubled.</summary>
    public static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
