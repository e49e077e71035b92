using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Indexes;

/// <summary>An index on more than three columns that is not unique.</summary>
internal sealed class WideIndex : Rule
{
    internal override string Title => "an index on many columns is large and seldom used as a whole";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["strong_migrations:index_columns"];

    internal override IReadOnlyList<string> Kinds => ["IndexStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var columns = context.Body.Items("indexParams"u8).Count();
        if (columns <= 3 || context.Body.Flag("unique"u8) || !context.Body.Is("accessMethod"u8, "btree"u8))
            return [];

        return
        [
            new Found(
                $"an index on {columns} columns of {context.Body.Relation("relation"u8)}: the later ones rarely narrow a search down, all of them are written with each row",
                "Begin with the column that tells most rows apart, and keep two or three; INCLUDE what is only read."),
        ];
    }
}
