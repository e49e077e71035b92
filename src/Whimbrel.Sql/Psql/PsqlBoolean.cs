namespace Whimbrel.Sql.Psql;

/// <summary>What psql takes as a boolean.</summary>
internal static class PsqlBoolean
{
    /// <summary>A word or any beginning of it, except that "o" could be on or off; null for anything else.</summary>
    internal static bool? Read(string text) => text switch
    {
        "" => null,
        "1" => true,
        "0" => false,
        _ when Begins("true", text) || Begins("yes", text) || Equals("on", text) => true,
        _ when Begins("false", text) || Begins("no", text) || Equals("off", text) || Equals("of", text) => false,
        _ => null,
    };

    private static bool Begins(string word, string text) => word.StartsWith(text, StringComparison.OrdinalIgnoreCase);

    private static bool Equals(string word, string text) => word.Equals(text, StringComparison.OrdinalIgnoreCase);
}
