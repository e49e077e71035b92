using Whimbrel.Sql;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.Postgres.Schema;

/// <summary>Rows of the catalogue, with the oids that join them.</summary>
internal static class CatalogRows
{
    internal static (long Oid, Relation Relation) ReadRelation(Row row)
    {
        var name = new RelationName(row.Text("Schema"), row.Text("Name"));
        return (row.Number("Oid"), new Relation(name, KindOf(row.Text("Kind")))
        {
            IsPartition = row.Claim("IsPartition"),
            IsDefaultPartition = row.Claim("IsDefaultPartition"),
            Rows = row.OptionalReal("Rows"),
            Bytes = row.OptionalNumber("Bytes"),
        });
    }

    internal static (long Relation, int Number, Column Column) ReadColumn(Row row) =>
        (row.Number("Relation"), (int)row.Number("Number"), new Column(row.Text("Name"), row.Text("Type"), row.Claim("NotNull"))
        {
            HasDefault = row.Claim("HasDefault"),
            IsGenerated = row.Claim("IsGenerated"),
            IsIdentity = row.Claim("IsIdentity"),
            IsLocal = row.Claim("IsLocal"),
        });

    internal static ConstraintRow ReadConstraint(Row row)
    {
        var kind = row.Text("Kind") switch
        {
            "p" => ConstraintKind.PrimaryKey,
            "u" => ConstraintKind.Unique,
            "f" => ConstraintKind.ForeignKey,
            "c" => ConstraintKind.Check,
            "x" => ConstraintKind.Exclusion,
            _ => ConstraintKind.NotNull,
        };
        var constraint = new TableConstraint(row.Text("Name"), kind, [])
        {
            IsValidated = row.Claim("IsValidated"),
            IsLocal = row.Claim("IsLocal"),
            IsNoInherit = row.Claim("IsNoInherit"),
        };
        return new ConstraintRow(row.Number("Relation"), constraint, row.Items<short>("Keys"), row.OptionalNumber("References"), row.Items<short>("ReferencedKeys"), row.OptionalNumber("Index"), row.OptionalText("Tree"));
    }

    internal static IndexRow ReadIndex(Row row) => new(
        row.Number("Oid"),
        row.Number("Table"),
        new IndexFacts(default, [], row.Claim("IsUnique"))
        {
            IsValid = row.Claim("IsValid"),
            IsPartial = row.Claim("IsPartial"),
            Method = row.Text("Method"),
            AttributeNames = row.Items<string>("AttributeNames"),
        },
        row.Items<short>("Keys"),
        (int)row.Number("KeyCount"),
        row.Items<short>("ExpressionKeys"));

    internal static UserType ReadType(Row row) => new(new RelationName(row.Text("Schema"), row.Text("Name")), TypeKindOf(row.Text("Kind")))
    {
        BaseType = row.OptionalText("BaseType"),
        HasConstraint = row.Claim("HasConstraint"),
    };

    /// <summary>pg_class.relkind.</summary>
    private static RelationKind KindOf(string kind) => kind switch
    {
        "r" => RelationKind.Table,
        "p" => RelationKind.PartitionedTable,
        "v" => RelationKind.View,
        "m" => RelationKind.MaterializedView,
        "f" => RelationKind.ForeignTable,
        "i" => RelationKind.Index,
        "I" => RelationKind.PartitionedIndex,
        "S" => RelationKind.Sequence,
        "c" => RelationKind.CompositeType,
        _ => throw new InvalidOperationException($"pg_class.relkind '{kind}' is not known"),
    };

    /// <summary>pg_type.typtype.</summary>
    private static UserTypeKind TypeKindOf(string kind) => kind switch
    {
        "e" => UserTypeKind.Enum,
        "d" => UserTypeKind.Domain,
        "c" => UserTypeKind.Composite,
        "r" => UserTypeKind.Range,
        _ => UserTypeKind.Base,
    };
}

/// <summary>A row of pg_constraint.</summary>
internal sealed record ConstraintRow(long Relation, TableConstraint Constraint, IReadOnlyList<short> Keys, long? References, IReadOnlyList<short> ReferencedKeys, long? Index, string? Tree);

/// <summary>A row of pg_index.</summary>
/// <param name="Keys">Those of INCLUDE behind <paramref name="KeyCount"/> others; 0 is an expression.</param>
/// <param name="ExpressionKeys">The columns that expressions and WHERE use.</param>
internal sealed record IndexRow(long Oid, long Table, IndexFacts Facts, IReadOnlyList<short> Keys, int KeyCount, IReadOnlyList<short> ExpressionKeys);
