using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>A unique index or constraint over rows that are there already.</summary>
internal sealed class UniqueOverExistingRows : Rule
{
    internal override string Title => "duplicates among the rows that are there make it fail";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["atlas:MF101"];

    internal override IReadOnlyList<string> Kinds => ["IndexStmt", "AT_AddColumn", "AT_AddConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table || context.Schema.Find(table)?.Rows is 0)
            return [];

        var isIndex = context.Body.Flag("unique"u8);
        var keys = isIndex ? [context.Body] : context.Statement.AddedConstraints.Where(c => c.Word("contype"u8) is "CONSTR_UNIQUE" or "CONSTR_PRIMARY" && c.Child("indexname"u8) is null);
        return keys.Select(key => Columns(key, isIndex)).Where(columns => columns.Length > 0).Select(columns => context.About(
            table,
            $"two rows of {table} with the same {columns} make it fail; built concurrently, an INVALID index is left that costs writes and serves no query",
            "Count the duplicates first.") with
        {
            Safe = $"SELECT {columns}, count(*) FROM {Identifier.Quote(table)} GROUP BY {columns} HAVING count(*) > 1;",
        });
    }

    /// <summary>Empty where there is an expression among them, or a column that the statement itself adds.</summary>
    private static string Columns(Node key, bool isIndex)
    {
        var names = isIndex
            ? key.Items("indexParams"u8).Select(p => p.Unwrap().Body.Word("name"u8)).ToList()
            : [.. key.Items("keys"u8).Select(k => k.NameParts()[0])];
        return names.Contains(null) ? "" : string.Join(", ", names.Select(name => Identifier.Quote(name!)));
    }
}
