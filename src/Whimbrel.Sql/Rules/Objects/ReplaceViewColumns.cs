using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>CREATE OR REPLACE VIEW that drops, renames or moves a column.</summary>
internal sealed class ReplaceViewColumns : Rule
{
    internal override string Title => "a view is replaced by one that lacks a column";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Kinds => ["ViewStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Flag("replace"u8) || context.Body.Relation("view"u8) is not { } view || ViewColumns.Of(context.Body) is not { } now)
            yield break;

        var old = Before(context, view);
        for (var i = 0; i < old.Count; i++)
        {
            if (i >= now.Count || (now[i] is { } name && old[i] is { } before && name != before))
            {
                yield return new Found(
                    $"PostgreSQL refuses it: column {old[i] ?? "?"} of {view} has to stay where it is, under its name; new ones can only follow behind",
                    "Keep the columns and add behind them; or make a second view, and drop the old one when nothing reads it.")
                { Relation = context.Schema.Resolve(view) };
                yield break;
            }
        }
    }

    /// <summary>As the database has them, or as an earlier statement of the script made them.</summary>
    private static List<string?> Before(RuleContext context, RelationName view)
    {
        if (context.Schema.Find(view) is { IsPartlyKnown: false } known)
            return [.. known.Columns.Select(column => column.Name)];

        var made = context.Script.Of("ViewStmt").LastOrDefault(s => s.Body.Relation("view"u8) == view);
        return made is null ? [] : ViewColumns.Of(made.Body) ?? [];
    }
}
