using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.Postgres.Schema;

/// <summary>A partitioned table has no rows of its own: it is as large as its partitions together.</summary>
internal static class PartitionTotals
{
    internal static void SumUp(DatabaseSchema schema)
    {
        var tops = schema.Relations.Where(r => r is { Kind: RelationKind.PartitionedTable or RelationKind.PartitionedIndex, IsPartition: false }).ToList();
        foreach (var top in tops)
        {
            _ = Sum(schema, top);
        }
    }

    /// <summary>Not known where it is not known of one of them.</summary>
    private static Relation Sum(DatabaseSchema schema, Relation relation)
    {
        if (relation.Kind is not (RelationKind.PartitionedTable or RelationKind.PartitionedIndex))
        {
            return relation;
        }

        var partitions = schema.ChildrenOf(relation.Name).Select(p => Sum(schema, p)).ToList();
        var summed = relation with
        {
            Rows = partitions.TrueForAll(p => p.Rows is not null) ? partitions.Sum(p => p.Rows) : null,
            Bytes = partitions.TrueForAll(p => p.Bytes is not null) ? partitions.Sum(p => p.Bytes) : null,
        };
        schema.Set(summed);
        return summed;
    }
}
