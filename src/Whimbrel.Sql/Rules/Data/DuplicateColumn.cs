using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Data;

/// <summary>A column that is named twice where PostgreSQL takes it once: SET, INSERT, CREATE TABLE, CREATE VIEW.</summary>
internal sealed class DuplicateColumn : Rule
{
    internal override string Title => "a column is named twice, which PostgreSQL refuses";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-duplicate-column-assignments"];

    internal override IReadOnlyList<string> Kinds =>
        ["CreateStmt", "CreateForeignTableStmt", "ViewStmt", "InsertStmt", "UpdateStmt", "MergeStmt", "SelectStmt", "DeleteStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) => ColumnLists.Of(context.Statement)
        .SelectMany(Twice)
        .Distinct(StringComparer.Ordinal)
        .Select(column => new Found(
            $"column {column} stands there twice, and PostgreSQL refuses the statement",
            "Keep the one that is meant."));

    private static IEnumerable<string> Twice(List<(string Name, bool IsPart)> list) =>
        list.Count < 2 || list.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count() == list.Count
            ? []
            : list.GroupBy(c => c.Name, StringComparer.Ordinal).Where(same => same.Count() > 1 && !same.All(c => c.IsPart)).Select(same => same.Key);
}
