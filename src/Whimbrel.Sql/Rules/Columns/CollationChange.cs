using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ALTER COLUMN … TYPE … COLLATE.</summary>
internal sealed class CollationChange : Rule
{
    internal override string Title => "a column's collation changes, and with it its order and its indexes";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP089"];

    internal override IReadOnlyList<string> Kinds => ["AT_AlterColumnType"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            return [];

        return context.Commands("AT_AlterColumnType")
            .Where(command => command.Child("def"u8)?.Child("ColumnDef"u8)?.Child("collClause"u8) is not null)
            .Select(command => context.About(
                table,
                $"every index on {table}.{command.Word("name"u8)} is built anew, ORDER BY and < answer differently, and a unique index may find duplicates",
                "Add a column with the new collation, fill it in batches, build its indexes concurrently, then swap."));
    }
}
