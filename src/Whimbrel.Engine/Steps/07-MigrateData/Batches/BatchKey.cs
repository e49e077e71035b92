using System.Text.Json;
using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;
using Whimbrel.Sql.Batches;

namespace Whimbrel.Engine.Steps.MigrateData.Batches;

/// <summary>The key of a table by whose ranges a statement is cut, as the server knows it.</summary>
/// <param name="Oid">Of the table that is walked.</param>
/// <param name="Table">Quoted, with its schema.</param>
/// <param name="Columns">Quoted.</param>
/// <param name="Types">As a cast names them.</param>
/// <param name="Rows">What the planner believes to be in the table.</param>
internal sealed record BatchKey(long Oid, string Table, IReadOnlyList<string> Columns, IReadOnlyList<string> Types, double Rows)
{
    /// <exception cref="ScriptException">There is no such table, or the columns are not a unique key without NULL.</exception>
    internal static async Task<BatchKey> FindAsync(Session session, BatchCut cut, Script script, Statement statement, CancellationToken ct)
    {
        var name = new QualifiedName(cut.Table.Schema, cut.Table.Name);
        var found = await session.QueryAsync("batch_key", row => (Key: Read(row), Obstacle: Obstacle(row, cut), Keys: row.Items<string>("Keys")), ct, name.Quoted, cut.Key.ToArray());
        return found switch
        {
            [] => throw Problem(script, statement, $"there is no table {name}", "see that it is in the search_path, or name its schema."),
            [(_, { } obstacle, var keys)] => throw Problem(script, statement, $"whimbrel:batch: {name} {obstacle}", keys.Count == 0 ? "it has no unique key without NULL: run the statement without the directive, in parts that you choose by its WHERE." : $"its unique keys without NULL are {string.Join(", ", keys.Select(k => $"{name}.{k}"))}."),
            [(var key, _, _), ..] => key with { Rows = await EstimateAsync(session, key, ct) },
        };
    }

    private static async Task<double> EstimateAsync(Session session, BatchKey key, CancellationToken ct)
    {
        var plan = await session.ReadAsync(CatalogQuery.Text("estimated_rows", session.ServerMajor).Replace("{table}", key.Table, StringComparison.Ordinal), row => row.Text("QUERY PLAN"), ct);
        using var json = JsonDocument.Parse(plan[0]);
        return json.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
    }

    /// <summary>The columns in their order, of one direction.</summary>
    internal string Names(string suffix = "") => string.Join(", ", Columns.Select(c => c + suffix));

    internal string Texts => string.Join(", ", Columns.Select(c => $"{c}::text"));

    /// <summary>What lies above the key that was reached, up to another: both are parameters.</summary>
    /// <param name="reference">What the columns are qualified with; null where there is one table.</param>
    /// <param name="first">The number of the first parameter: the lower bound's come first, where there is one.</param>
    internal string Range(string? reference, int first, bool hasLower)
    {
        var row = Row([.. Columns.Select(c => reference is null ? c : $"{reference}.{c}")]);
        return hasLower
            ? $"{row} > {Bound(first)} AND {row} <= {Bound(first + Columns.Count)}"
            : $"{row} <= {Bound(first)}";
    }

    private string Bound(int first) => Row([.. Types.Select((type, i) => $"CAST(${first + i} AS {type})")]);

    private static string Row(IReadOnlyList<string> parts) => parts.Count == 1 ? parts[0] : $"ROW({string.Join(", ", parts)})";

    private static BatchKey Read(Row row) => new(row.Number("Oid"), row.Text("Quoted"), row.Items<string>("Columns"), row.Items<string>("Types"), 0);

    private static string? Obstacle(Row row, BatchCut cut)
    {
        var columns = row.Items<string>("Columns");
        return row.Text("Kind") is not ("r" or "p") ? "is no table"
            : columns.Count < cut.Key.Count ? $"has no column {string.Join(" or ", cut.Key.Except(columns, StringComparer.OrdinalIgnoreCase))}"
            : row.Claim("HasChildren") ? "has children that inherit from it, and a key does not reach over them"
            : !row.Claim("IsRequired") ? $"may have NULL in {string.Join(", ", columns)}, and such rows would be left out"
            : !row.Claim("IsUnique") ? $"has no unique index on ({string.Join(", ", columns)})"
            : null;
    }

    private static ScriptException Problem(Script script, Statement at, string message, string hint) =>
        new(at.Path, at.Line, at.Column, message, script.SourceLineOf(at.Path, at.Line), hint);
}
