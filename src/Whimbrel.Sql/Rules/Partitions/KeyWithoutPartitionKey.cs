using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Partitions;

/// <summary>A primary key or unique constraint of a partitioned table that leaves out a column of the partition key.</summary>
internal sealed class KeyWithoutPartitionKey : Rule
{
    internal override string Title => "a unique key of a partitioned table leaves out its partition key";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP049"];

    internal override IReadOnlyList<string> Kinds => ["CreateStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Body.Child("partspec"u8) is not { } partitioning)
            yield break;

        var partitionKey = partitioning.Items("partParams"u8).Select(p => p.Unwrap().Body.Word("name"u8)).ToList();
        foreach (var key in context.Statement.AddedWithColumns.Where(k => k.Constraint.Word("contype"u8) is "CONSTR_PRIMARY" or "CONSTR_UNIQUE"))
        {
            var missing = partitionKey.Where(column => column is null || !key.Columns.Contains(column)).Select(column => column ?? "an expression").ToList();
            if (missing.Count > 0)
            {
                yield return new Found(
                    $"PostgreSQL refuses a unique key on {string.Join(", ", key.Columns)}: rows of {context.Body.Relation("relation"u8)} are spread by {string.Join(", ", missing)}, which is not in it",
                    "Put the partition key's columns into the key.");
            }
        }
    }
}
