using Whimbrel.Sql.Queries;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules;

/// <summary>Which recorded queries a change would break, in the words of a finding.</summary>
internal static class QueriesInUse
{
    /// <summary>For the end of a message: "; 3 queries use it (1,240 calls/min): SELECT …"; empty where no server has recorded any.</summary>
    /// <param name="column">null for the table itself.</param>
    internal static string Of(DatabaseSchema schema, RelationName table, string? column = null)
    {
        if (schema.Queries.Missing is not null)
            return "";

        var uses = schema.Queries.UsesOf(schema.Resolve(table), column);
        return uses.Count == 0
            ? $"; none of the {schema.Queries.Read} queries in pg_stat_statements names it{Unseen(schema.Queries)}"
            : $"; {Counted(uses)}{Rate(uses)}: {uses[0].Text}";
    }

    private static string Counted(IReadOnlyList<QueryUse> uses)
    {
        var may = uses.Any(use => use.IsCertain) ? "" : "may ";
        return uses.Count == 1 ? $"1 query {(may.Length > 0 ? "may use" : "uses")} it" : $"{uses.Count} queries {may}use it";
    }

    private static string Rate(IReadOnlyList<QueryUse> uses) =>
        uses.Any(use => use.Query.CallsPerMinute is not null) ? $" ({uses.Sum(use => use.Query.CallsPerMinute ?? 0):#,0.##} calls/min)" : $" ({uses.Sum(use => use.Query.Calls):#,0} calls)";

    /// <summary>What could not be looked at may use anything.</summary>
    private static string Unseen(QueryUses queries) => (queries.Unread, queries.Hidden) switch
    {
        (0, 0) => "",
        (var unread, 0) => $" ({unread} could not be read)",
        (0, var hidden) => $" ({hidden} of other users are hidden from us)",
        var (unread, hidden) => $" ({unread} could not be read, {hidden} of other users are hidden from us)",
    };
}
