using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>A column of type json.</summary>
internal sealed class JsonColumn : Rule
{
    internal override string Title => "json has no equality: SELECT DISTINCT, GROUP BY and UNION over the table fail";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["eugene:E3", "strong_migrations:add_column_json", "pgfence:add-column-json"];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AlterColumnType", "CreateStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Mentions("json"u8))
            return [];

        var (table, isNew) = (context.Body.Relation("relation"u8), context.Statement.Kind == "CreateStmt"
            || context.IsNew(context.Body.Relation("relation"u8)));
        var added = context.Statement.AddedColumns.Select(column => (Name: column.Word("colname"u8), Definition: column));
        var changed = context.Commands("AT_AlterColumnType").Select(c =>
            (Name: c.Word("name"u8), Definition: c.Child("def"u8)?.Child("ColumnDef"u8) ?? c));
        return added.Concat(changed).Where(column => context.TypeOf(column.Definition) is "json" or "json[]").Select(column => new Found(
            isNew
                ? $"{table}.{column.Name} cannot be compared, so SELECT DISTINCT, GROUP BY and UNION over it fail"
                : $"{table}.{column.Name} cannot be compared: a SELECT DISTINCT over all columns of {table} that works today fails",
            "Use jsonb; json is for texts of which the spaces and the order of keys must stay.")
        { Severity = isNew ? Severity.Info : Severity.Warning });
    }
}
