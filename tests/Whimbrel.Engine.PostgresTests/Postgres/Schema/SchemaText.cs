using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.PostgresTests.Postgres.Schema;

/// <summary>A schema as sorted lines, to compare what scripts leave with what the catalogue says.</summary>
internal static class SchemaText
{
    /// <param name="known">Whose columns are compared: those of views and of tables made by queries cannot be told from a script.</param>
    internal static string Of(DatabaseSchema schema, DatabaseSchema known)
    {
        var relations = schema.Relations.Where(r => r.Name.Schema != "pg_temp").SelectMany(r => Lines(r, known.Find(r.Name) is { IsPartlyKnown: false }));
        var types = schema.Types.Select(t => $"type {t.Name} {t.Kind} base={t.BaseType} constraint={t.HasConstraint}");
        return string.Join('\n', relations.Concat(types).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Lines(Relation relation, bool withColumns)
    {
        yield return $"{relation.Name}: {relation.Kind} parents={List(relation.Parents)} partition={relation.IsPartition},{relation.IsDefaultPartition} owner={relation.OwnedBy}.{relation.OwnedByColumn}"
            + $" triggers={List(relation.Triggers.Order(StringComparer.Ordinal))} row={List(relation.RowTriggers.Order(StringComparer.Ordinal))} reads={List(relation.Reads.Select(r => r.ToString()).Order(StringComparer.Ordinal))}";
        for (var i = 0; withColumns && i < relation.Columns.Count; i++)
        {
            yield return $"{relation.Name} column {i:00} {Text(relation.Columns[i])}";
        }

        // Since PostgreSQL 18 a NOT NULL is a constraint too; a script's is known as a property of the column.
        foreach (var constraint in relation.Constraints.Where(c => c.Kind != ConstraintKind.NotNull))
        {
            yield return $"{relation.Name} constraint {Text(constraint)}";
        }

        if (relation.Index is { } index)
        {
            yield return $"{relation.Name} on {index.Table} {List(index.Columns)} unique={index.IsUnique} valid={index.IsValid} partial={index.IsPartial} {index.Method} include={List(index.Included)} names={List(index.AttributeNames)} uses={List(index.UsedColumns.Order(StringComparer.Ordinal))}";
        }
    }

    // Before PostgreSQL 17 a partition did not share the identity.
    private static string Text(Column column) =>
        $"{column.Name} {column.Type} notnull={column.NotNull} default={column.HasDefault} generated={column.IsGenerated} identity={column.IsIdentity && column.IsLocal} local={column.IsLocal}";

    private static string Text(TableConstraint constraint) =>
        $"{constraint.Name} {constraint.Kind} {List(constraint.Columns)} references={constraint.References} {List(constraint.ReferencedColumns)} valid={constraint.IsValidated} index={constraint.Index}"
        + $" notnull={List(constraint.NotNullColumns)} local={constraint.IsLocal} noinherit={constraint.IsNoInherit}";

    private static string List<T>(IEnumerable<T> items) => $"[{string.Join(',', items.Select(i => i?.ToString() ?? "(expression)"))}]";
}
