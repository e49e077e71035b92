using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Queries;

/// <summary>Which queries of the application use which table and column: rather one too many than one too few.</summary>
public sealed class QueryUses
{
    private readonly Dictionary<string, List<TableUse>> _byName = new(StringComparer.Ordinal);

    private QueryUses()
    {
    }

    /// <summary>Why nothing is known; null when queries were recorded.</summary>
    public string? Missing { get; private init; }

    /// <summary>How many queries were looked at.</summary>
    public int Read { get; private set; }

    /// <summary>How many could not be parsed: they may use anything.</summary>
    public int Unread { get; private set; }

    /// <summary>How many are hidden from our user: they may use anything.</summary>
    public int Hidden { get; private init; }

    /// <summary>Nobody has looked.</summary>
    public static QueryUses None { get; } = Without("no database was asked");

    public static QueryUses Without(string reason) => new() { Missing = reason };

    /// <param name="schema">As it is now, before any change.</param>
    /// <param name="hidden">How many more there are, which our user may not see.</param>
    public static QueryUses Of(IEnumerable<RecordedQuery> queries, DatabaseSchema schema, int hidden = 0)
    {
        ArgumentNullException.ThrowIfNull(queries);
        var uses = new QueryUses { Hidden = hidden };
        foreach (var query in queries)
            uses.Add(query, schema);
        return uses;
    }

    /// <summary>The queries that use a table, or a column of it; the most frequent first.</summary>
    /// <param name="column">null for the table itself.</param>
    public IReadOnlyList<QueryUse> UsesOf(RelationName table, string? column = null)
    {
        var uses = _byName.GetValueOrDefault(table.Name, [])
            .Select(use => use.Of(table, column)).OfType<QueryUse>();
        return [.. uses.GroupBy(use => use.Query).Select(same => same.MaxBy(use => use.IsCertain)!).OrderByDescending(use => use.Query.CallsPerMinute).ThenByDescending(use => use.Query.Calls)];
    }

    private void Add(RecordedQuery query, DatabaseSchema schema)
    {
        if (RecordedQueryParser.Parse(query.Text) is not { } statements)
        {
            Unread++;
            return;
        }

        Read++;
        foreach (var use in statements.SelectMany(names => TableUse.Of(query, names, schema)))
        {
            if (!_byName.TryGetValue(use.Written.Name, out var list))
                _byName[use.Written.Name] = list = [];
            list.Add(use);
        }
    }
}
