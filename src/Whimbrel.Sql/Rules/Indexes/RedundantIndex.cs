using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Indexes;

/// <summary>An index whose columns another one begins with.</summary>
internal sealed class RedundantIndex : Rule
{
    internal override string Title => "an index adds nothing to one that is there";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP100"];

    internal override IReadOnlyList<string> Kinds => ["IndexStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Body.Relation("relation"u8) is not { } table || context.Body.Child("whereClause"u8) is not null || context.Body.Flag("unique"u8)
            || !context.Body.Is("accessMethod"u8, "btree"u8))
            return [];

        var parameters = context.Body.Items("indexParams"u8).Select(p => p.Unwrap().Body).ToList();
        var columns = parameters.ConvertAll(p => p.Word("name"u8));
        if (columns.Contains(null) || parameters.Exists(p => p.Child("opclass"u8) is not null || p.Is("ordering"u8, "SORTBY_DESC"u8)))
            return [];

        return context.Schema.IndexesOf(context.Schema.Resolve(table)).Where(other => Covers(other.Index!, columns)).Take(1).Select(other => context.About(
            table,
            $"index {other.Name.Name} of {table} begins with {string.Join(", ", columns)} already: this one costs every write and serves no query that the other does not",
            "Leave it out, or drop the other one when this one is smaller and serves alone."));
    }

    private static bool Covers(IndexFacts other, List<string?> columns) =>
        other is { IsValid: true, IsPartial: false, Method: "btree" } && other.Columns.Take(columns.Count).SequenceEqual(columns, StringComparer.Ordinal);
}
