using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>A foreign key between columns of different types, where both are known.</summary>
internal sealed class ForeignKeyTypeMismatch : Rule
{
    internal override string Title => "a foreign key compares columns of different types";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AddConstraint", "CreateStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var table = context.Body.Relation("relation"u8);
        foreach (var key in context.Statement.AddedWithColumns)
        {
            if (key.Constraint.Relation("pktable"u8) is not { } name || context.Schema.Find(name) is not { } other)
                continue;

            var (mine, theirs) = (TypeOf(context, table, key.Columns), other.Column(Target(key.Constraint, other))?.Type);
            if (mine is not null && theirs is not null && mine != theirs)
            {
                yield return new Found(
                    $"{table}.{key.Columns[0]} is {mine}, but points to a column of {other.Name} that is {theirs}: values are converted for each comparison, or do not fit one day",
                    "Give both columns one type.");
            }
        }
    }

    private static string Target(Node constraint, Relation other) =>
        constraint.Items("pk_attrs"u8).Select(a => a.NameParts()[0]).FirstOrDefault()
        ?? other.Constraints.FirstOrDefault(c => c.Kind == ConstraintKind.PrimaryKey)?.Columns[0] ?? "";

    private static string? TypeOf(RuleContext context, RelationName? table, List<string> columns)
    {
        if (columns is not [var column])
            return null;

        var added = context.Statement.AddedColumns.Where(c => c.Word("colname"u8) == column).Select(context.TypeOf).FirstOrDefault();
        return added ?? context.Schema.Find(table ?? default)?.Column(column)?.Type;
    }
}
