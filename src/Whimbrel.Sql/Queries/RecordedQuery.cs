namespace Whimbrel.Sql.Queries;

/// <summary>A query that the application was seen to send, as pg_stat_statements keeps it: with $1 for each value.</summary>
/// <param name="CallsPerMinute">On average since it is counted; null when that is not known.</param>
public sealed record RecordedQuery(string Text, long Calls, double? CallsPerMinute);

/// <summary>A query that uses a table or a column.</summary>
/// <param name="IsCertain">false: it may, as far as can be told without its search path and without the types of its tables.</param>
public sealed record QueryUse(RecordedQuery Query, bool IsCertain)
{
    private const int Shown = 100;

    /// <summary>One line of at most 100 characters.</summary>
    public string Text
    {
        get
        {
            var line = string.Join(' ', Query.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return line.Length <= Shown ? line : line[..(Shown - 2)] + " …";
        }
    }
}
