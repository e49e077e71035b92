using System.Globalization;
using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;
using Whimbrel.Sql.Batches;

namespace Whimbrel.Engine.Steps.MigrateData;

/// <summary>
/// What a data migration must have come to. <c>equal</c>: both sides of EXCEPT have the same rows. <c>covered</c>: the target has every row of the source,
/// and may have others. <c>none</c>: the query gives no rows. Both sides are compared in one snapshot, by checksums of buckets; rows are looked at only where these differ.
/// </summary>
internal sealed class Expectation(Session session, Script script, Statement statement)
{
    private const int Examples = 5;

    private Directive Directive => script.Directives.First(d => d.IsAbout("expect", statement));

    /// <returns>The number of rows that were compared.</returns>
    /// <exception cref="ScriptException">It is not so: which buckets differ, and examples.</exception>
    internal async Task<long> AssertAsync(CancellationToken ct)
    {
        if (statement.Expects == "none")
        {
            return await AssertNoneAsync(ct);
        }

        var cut = ExpectCut.Of(script, statement);
        var columns = await session.ColumnCountAsync(Wrapped(cut.Source, "s", null), ct);
        var buckets = await session.ReadAsync(Text("expect_buckets", cut, columns), Bucket.Read, ct);
        var different = buckets.Where(b => b.Differs).ToList();
        var rows = different.Count == 0 ? [] : await session.ReadAsync(Text("expect_rows", cut, columns), Difference.Read, ct, different.Select(b => b.Number).ToArray(), Examples);
        return rows.Sum(r => r.Count) == 0
            ? buckets.Sum(b => b.SourceRows)
            : throw Broken(buckets, different, rows);
    }

    private async Task<long> AssertNoneAsync(CancellationToken ct)
    {
        var found = new List<string>();
        long count = 0;
        await session.ForEachRowAsync(
            statement.Text,
            row =>
            {
                if (++count <= Examples)
                {
                    found.Add(string.Join(", ", row.Select(c => $"{c.Name} = {c.Text ?? "NULL"}")));
                }
            },
            ct);
        return count == 0 ? 0 : throw Problem($"whimbrel:expect none: there {(count == 1 ? "is 1 row" : $"are {count:N0} rows")}: {string.Join("; ", found)}{(count > Examples ? "; …" : "")}");
    }

    private ScriptException Broken(IReadOnlyList<Bucket> buckets, List<Bucket> different, IReadOnlyList<Difference> rows)
    {
        var (source, target) = (buckets.Sum(b => b.SourceRows), buckets.Sum(b => b.TargetRows));
        var numbers = string.Join(", ", different.Take(Examples).Select(b => b.Number.ToString(CultureInfo.InvariantCulture)));
        return Problem($"whimbrel:expect {statement.Expects}: {source:N0} rows in the source, {target:N0} {(statement.Expects == "covered" ? "of the same keys " : "")}in the target; {different.Count} of {buckets.Count} buckets differ ({numbers}{(different.Count > Examples ? ", …" : "")})"
            + string.Concat(rows.Where(r => r.Count > 0).Select(r => $"\n  {r}")));
    }

    private ScriptException Problem(string message) => new(
        statement.Path,
        statement.Line,
        statement.Column,
        message,
        null,
        Directive.Reason is { } why ? $"{why}." : "look at the rows that are named, and mend the script or the data.");

    /// <summary>The operator's own queries stand on lines of their own: they may end in a comment.</summary>
    private static string Wrapped(string query, string alias, string? columns) => $"SELECT * FROM (\n{query}\n) AS {alias}{(columns is null ? "" : $"({columns})")}";

    private string Text(string query, ExpectCut cut, int columns)
    {
        var names = string.Join(", ", Enumerable.Range(1, columns).Select(i => $"c{i}"));
        return CatalogQuery.Text(query, session.ServerMajor)
            .Replace("{names}", names, StringComparison.Ordinal)
            .Replace("{covered}", statement.Expects == "covered" ? "t.c1 IN (SELECT c1 FROM source)" : "true", StringComparison.Ordinal)
            .Replace("{source}", Wrapped(cut.Source, "s", names), StringComparison.Ordinal)
            .Replace("{target}", Wrapped(cut.Target, "t", names), StringComparison.Ordinal);
    }

    private sealed record Bucket(int Number, long SourceRows, long TargetRows, bool Differs)
    {
        internal static Bucket Read(Row row) => new((int)row.Number("Bucket"), row.Number("SourceRows"), row.Number("TargetRows"), row.Claim("Differs"));
    }

    /// <summary>Rows that only one side has.</summary>
    private sealed record Difference(string Side, long Count, IReadOnlyList<string> Keys)
    {
        internal static Difference Read(Row row) => new(row.Text("Side"), row.Number("Count"), row.Items<string>("Keys"));

        public override string ToString() => $"{(Count == 1 ? "1 row" : $"{Count:N0} rows")} only in the {Side}, of the keys {string.Join(", ", Keys)}{(Count > Keys.Count ? ", …" : "")}";
    }
}
