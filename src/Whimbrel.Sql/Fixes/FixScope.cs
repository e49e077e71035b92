using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>The world as a statement finds it.</summary>
/// <param name="Transaction">What goes into <see cref="Relation.CreatedBy"/>: what the same transaction has made, nobody else can use yet.</param>
internal sealed record FixScope(DatabaseSchema Schema, KnownTexts Texts, string Transaction)
{
    internal bool IsNew(RelationName relation) => Schema.Find(relation)?.CreatedBy == Transaction;

    internal bool IsPartitioned(RelationName relation) => Schema.Find(relation)?.Kind == RelationKind.PartitionedTable;

    /// <summary>Every column and constraint of it is known.</summary>
    internal bool IsKnown(RelationName relation) => Schema.Find(relation) is { IsPartlyKnown: false };

    internal bool IsNotNull(RelationName table, string column) =>
        Schema.Find(table) is { } known && (known.Column(column)?.NotNull == true || known.Constraints.Any(c => c.IsValidated && c.NotNullColumns.Contains(column, StringComparer.Ordinal)));

    /// <summary>The column that batches go by; null when it is not known, or when there are several.</summary>
    internal string? KeyOf(RelationName table) =>
        Schema.Find(table)?.Constraints.FirstOrDefault(c => c.Kind == ConstraintKind.PrimaryKey) is { Columns: [var key] } ? key : null;

    /// <summary>As it is given, or as the server would choose it.</summary>
    internal string NameOf(TableCommand command, Node constraint)
    {
        if (constraint.Word("conname"u8) is { } given)
            return given;

        var table = command.ResolvedIn(Schema);
        var (checkedColumns, keys) = (Expressions.Columns(constraint), DefaultNames.Joined(constraint.NameParts("keys"u8)));
        return constraint.Word("contype"u8) switch
        {
            "CONSTR_CHECK" => DefaultNames.OfConstraint(Schema, table, checkedColumns.Count == 1 ? checkedColumns[0] : null, "check"),
            "CONSTR_FOREIGN" => DefaultNames.OfConstraint(Schema, table, DefaultNames.Joined(constraint.NameParts("fk_attrs"u8)), "fkey"),
            "CONSTR_PRIMARY" => DefaultNames.OfRelation(Schema, table, null, "pkey", isConstraint: true),
            _ => DefaultNames.OfRelation(Schema, table, keys, "key", isConstraint: true),
        };
    }
}
