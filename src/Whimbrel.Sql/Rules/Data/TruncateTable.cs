using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Data;

/// <summary>TRUNCATE of a table in use.</summary>
internal sealed class TruncateTable : Rule
{
    internal override string Title => "a table is emptied while it is in use";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["pgfence:truncate", "atlas:DS102"];

    internal override IReadOnlyList<string> Kinds => ["TruncateStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Body.Is("behavior"u8, "DROP_CASCADE"u8))
            yield break;

        foreach (var table in context.Body.Items("relations"u8).Select(r => r.Unwrap().Body.AsRelation()).OfType<RelationName>())
        {
            if (!context.IsNew(table))
                yield return context.About(table, $"all rows of {table} are gone; a report that began before sees an empty table from now on, and no trigger on DELETE fires", "Delete in batches in the data script, or make sure that nothing needs the rows.");
        }
    }
}
