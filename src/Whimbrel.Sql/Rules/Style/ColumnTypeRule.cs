using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>A rule about the type of columns, wherever they get it.</summary>
internal abstract class ColumnTypeRule : Rule
{
    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Kinds => ["CreateStmt", "AT_AddColumn", "AT_AlterColumnType"];

    /// <summary>What to use instead, in a sentence.</summary>
    protected abstract string Hint { get; }

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var table = context.Body.Relation("relation"u8);
        var added = context.Statement.AddedColumns.Select(column => (Name: column.Word("colname"u8), Definition: column));
        var changed = context.Commands("AT_AlterColumnType").Select(c =>
            (Name: c.Word("name"u8), Definition: c.Child("def"u8)?.Child("ColumnDef"u8) ?? c));
        return added.Concat(changed).Select(column => (column.Name, Wrong: Wrong(column.Definition, context.TypeOf(column.Definition))))
            .Where(column => column.Wrong is not null)
            .Select(column => new Found($"{table}.{column.Name} {column.Wrong}", Hint));
    }

    /// <summary>What is wrong with it, as it would stand behind the column's name; null when nothing is.</summary>
    /// <param name="type">As format_type writes it; what stands behind serial.</param>
    protected abstract string? Wrong(Node column, string type);

    /// <summary>Without length and array brackets.</summary>
    protected static string Family(string type) => type.IndexOfAny(['(', '[']) is var end and >= 0 ? type[..end] : type;
}
