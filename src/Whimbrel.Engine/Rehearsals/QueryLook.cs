using System.Text;
using System.Text.Json;
using Npgsql;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>A query as the copy understands it: prepared, described and planned, never run.</summary>
/// <param name="Why">Why it is refused; null where it is not.</param>
/// <param name="Columns">What it gives, each with its type.</param>
/// <param name="Scanned">The tables that its plan reads from one end to the other.</param>
internal sealed record QueryLook(string? Why, IReadOnlyList<string> Columns, double Cost, IReadOnlyList<string> Scanned)
{
    private const string Name = "whimbrel_query";

    /// <summary>Looks at queries, each as the user who sends it.</summary>
    internal static async Task<IReadOnlyList<QueryLook>> AtAsync(IReadOnlyList<ApplicationQuery> queries, Func<string?, Task<Database>> connectAs, CancellationToken ct)
    {
        var looks = new QueryLook[queries.Count];
        foreach (var ofOne in queries.Select((query, place) => (query, place)).GroupBy(q => q.query.User, StringComparer.Ordinal))
        {
            await using var database = await connectAs(ofOne.Key);
            await using var session = await database.OpenForScriptAsync(ct);
            // The plan for any values: that is what the application gets in the long run, and needs no values.
            await session.ExecuteAsync("SET plan_cache_mode = force_generic_plan", ct);
            await session.ExecuteAsync("SET statement_timeout = '10s'", ct);
            foreach (var (query, place) in ofOne)
            {
                looks[place] = await AtAsync(session, query.Text, ct);
            }
        }

        return looks;
    }

    private static async Task<QueryLook> AtAsync(Session session, string query, CancellationToken ct)
    {
        var isPrepared = false;
        try
        {
            await session.ExecuteAsync($"PREPARE {Name} AS {query}", ct);
            isPrepared = true;
            var parameters = await session.QuerySingleAsync("prepared_parameters", row => (int)row.Number("Count"), ct);
            var execute = $"EXECUTE {Name}{(parameters == 0 ? "" : $"({string.Join(", ", Enumerable.Repeat("NULL", parameters))})")}";
            var columns = await session.ColumnsAsync(execute, ct);
            var plan = new StringBuilder();
            await session.ForEachRowAsync($"EXPLAIN (FORMAT JSON) {execute}", row => plan.Append(row[0].Text), ct);
            using var json = JsonDocument.Parse(plan.ToString());
            var root = json.RootElement[0].GetProperty("Plan");
            return new QueryLook(null, [.. columns.Select(c => $"{c.Name} {c.Type}")], root.GetProperty("Total Cost").GetDouble(), [.. Scans(root).Distinct(StringComparer.Ordinal)]);
        }
        catch (PostgresException e)
        {
            return new QueryLook($"{e.MessageText} ({e.SqlState})", [], 0, []);
        }
        finally
        {
            if (isPrepared)
            {
                await session.ExecuteAsync($"DEALLOCATE {Name}", CancellationToken.None);
            }
        }
    }

    private static IEnumerable<string> Scans(JsonElement node)
    {
        if (node.GetProperty("Node Type").GetString() == "Seq Scan")
        {
            yield return node.GetProperty("Relation Name").GetString()!;
        }

        if (node.TryGetProperty("Plans", out var below))
        {
            foreach (var name in below.EnumerateArray().SelectMany(Scans))
            {
                yield return name;
            }
        }
    }
}
