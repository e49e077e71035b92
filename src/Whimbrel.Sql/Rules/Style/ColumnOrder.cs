using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>CREATE TABLE whose columns leave gaps between them.</summary>
internal sealed class ColumnOrder : Rule
{
    internal override string Title => "a table's rows have gaps that another order of columns closes";

    internal override Severity Severity => Severity.Info;

    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Aliases => ["atlas:PG110", "migrationpilot:MP061"];

    internal override IReadOnlyList<string> Kinds => ["CreateStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var sizes = context.Statement.AddedColumns.Select(c => Fixed(context.TypeOf(c))).TakeWhile(size => size > 0).ToList();
        var (now, best) = (Width(sizes), Width(sizes.OrderDescending()));
        return now - best < 8
            ? []
            : [new Found($"{now - best} bytes of each row of {context.Body.Relation("relation"u8)} are padding", "Put columns of 8 bytes first, then those of 4, 2 and 1, and text and numeric behind them.")];
    }

    /// <summary>The size of a type of fixed length, by which it is aligned; 0 for others.</summary>
    private static int Fixed(string type) => type switch
    {
        "bigint" or "double precision" or "timestamp with time zone" or "timestamp without time zone" or "time without time zone" or "money" => 8,
        "integer" or "real" or "date" or "oid" => 4,
        "smallint" => 2,
        "boolean" => 1,
        _ => 0,
    };

    private static int Width(IEnumerable<int> sizes)
    {
        var width = sizes.Aggregate(0, (end, size) => (end + size - 1) / size * size + size);
        return (width + 7) / 8 * 8;
    }
}
