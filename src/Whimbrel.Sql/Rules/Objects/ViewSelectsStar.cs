using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>CREATE VIEW … AS SELECT *.</summary>
internal sealed class ViewSelectsStar : Rule
{
    internal override string Title => "a view takes the columns that a table has today";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Kinds => ["ViewStmt", "CreateTableAsStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var isView = context.Statement.Kind == "ViewStmt" || context.Body.Is("objtype"u8, "OBJECT_MATVIEW"u8);
        if (!isView || context.Body.Child("query"u8) is not { } query || !ViewColumns.HasStar(query))
            return [];

        var view = context.Body.Relation("view"u8) ?? context.Body.Child("into"u8)?.Relation("rel"u8);
        return [new Found($"* in {view} stands for the columns of this moment: later ones are not in it, and none of these can be dropped or change its type while the view is there", "Name the columns.")];
    }
}
